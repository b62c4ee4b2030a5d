import { useState } from 'react';
import { useNotification, type FormHelpers } from '@strapi/strapi/admin';

import type { AppDetails, EditConflict } from '../../../server/src/contracts';
import { usePreviewUpdateMutation, useUpdateAppMutation } from '../services/connectedApps';
import { readApiError } from '../utils/apiError';
import { toAppUpdate, toFormValues, type AppFormValues } from '../utils/appForm';
import { mergeEdits, type MergedEdit } from '../utils/editConflict';
import { useEndingQuestion, type EndingQuestion } from './useEndingQuestion';
import { useTranslate } from './useTranslate';

export type Conflict = EditConflict & Pick<MergedEdit, 'taken' | 'both'>;

interface SaveControl {
  save: (values: AppFormValues, helpers: FormHelpers<AppFormValues>) => Promise<void>;
  /** The consequences that the user must confirm before the edit is saved. */
  question: EndingQuestion | null;
  conflict: Conflict | null;
}

/** Saves an edit of `app` as it was first read. `readAgain` reads what is stored now. */
export const useSaveApp = (app: AppDetails, readAgain: () => Promise<AppDetails>): SaveControl => {
  const t = useTranslate();
  const { toggleNotification } = useNotification();
  const [updateApp] = useUpdateAppMutation();
  const [previewUpdate] = usePreviewUpdateMutation();
  const { question, ask } = useEndingQuestion();
  /** The app that the form's values are based on. */
  const [read, setRead] = useState(app);
  const [conflict, setConflict] = useState<Conflict | null>(null);

  const isAgreed = async (edit: Parameters<typeof previewUpdate>[0], from: AppDetails) => {
    const { endedConnections } = await previewUpdate(edit).unwrap();
    const { apiOrigins = [] } = edit.changes;
    const addedOrigins = apiOrigins.filter((origin) => !from.apiOrigins.includes(origin));
    if (endedConnections === 0 && addedOrigins.length === 0) return true;
    return ask({ endedConnections, addedOrigins });
  };

  const saveFrom = async (
    from: AppDetails,
    values: AppFormValues,
    { resetForm }: FormHelpers<AppFormValues>
  ) => {
    const edit = { key: app.key, changes: toAppUpdate(values, from.configVersion) };
    if (!(await isAgreed(edit, from))) return;
    const saved = await updateApp(edit).unwrap();
    setRead(saved);
    setConflict(null);
    resetForm(toFormValues(saved));
    toggleNotification({ type: 'success', message: t('form.saved') });
  };

  const merge = async (
    found: EditConflict,
    typed: AppFormValues,
    helpers: FormHelpers<AppFormValues>
  ) => {
    const stored = await readAgain();
    const merged = mergeEdits(toFormValues(read), typed, toFormValues(stored));
    setRead(stored);
    // The other edit changed only fields that the form does not hold.
    if (merged.taken.length + merged.both.length === 0) return saveFrom(stored, typed, helpers);
    helpers.setValues(merged.values);
    setConflict({ ...found, taken: merged.taken, both: merged.both });
  };

  return {
    question,
    conflict,
    async save(values, helpers) {
      try {
        await saveFrom(read, values, helpers);
      } catch (error) {
        const { conflict: found } = readApiError(error);
        if (!found) throw error;
        await merge(found, values, helpers);
      }
    },
  };
};
