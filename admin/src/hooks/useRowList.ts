import { useRef, type RefObject } from 'react';
import { useNotifyAT } from '@strapi/design-system';
import { useField } from '@strapi/strapi/admin';

import { withoutErrorsAt } from '../utils/formErrors';
import { useAppForm } from './useAppForm';
import { useTranslate } from './useTranslate';

interface RowList<Row> {
  /**
   * For the element around the list. Inside, `data-row`, `data-remove` and `data-add` mark what
   * takes the focus.
   */
  group: RefObject<HTMLDivElement>;
  rows: Row[];
  /** The message about the list as a whole. */
  error: string | undefined;
  add: () => void;
  remove: (index: number) => void;
}

/** Any number of rows of the form, in order. */
export const useRowList = <Row>(name: string, emptyRow: Row): RowList<Row> => {
  const t = useTranslate();
  const form = useAppForm();
  const { notifyStatus } = useNotifyAT();
  const group = useRef<HTMLDivElement>(null);
  const { value: rows = [], rawError } = useField<Row[]>(name);

  /** Deferred, because React renders the row that takes focus after this call. */
  const focus = (index: number, selector: string) =>
    setTimeout(() => {
      const shown = [...(group.current?.querySelectorAll('[data-row]') ?? [])];
      const row = shown[index] ?? shown.at(-1);
      const found = row?.querySelector<HTMLElement>(selector);
      (found ?? group.current?.querySelector<HTMLElement>('[data-add]'))?.focus();
    });

  return {
    group,
    rows,
    error: typeof rawError === 'string' ? rawError : undefined,
    add() {
      form.onChange(name, [...rows, emptyRow]);
      notifyStatus(t('form.params.added', { number: rows.length + 1 }));
      focus(rows.length, 'input');
    },
    remove(index) {
      form.onChange(
        name,
        rows.filter((_row, position) => position !== index)
      );
      // The errors are numbered by row, and the row numbers have changed.
      form.setErrors(withoutErrorsAt(form.errors, name));
      notifyStatus(t('form.params.removed', { number: index + 1 }));
      focus(index, '[data-remove]');
    },
  };
};
