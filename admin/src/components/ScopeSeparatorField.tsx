import { useAppForm } from '../hooks/useAppForm';
import { useTranslate } from '../hooks/useTranslate';
import { ProtocolSelect } from './ProtocolFields';

/** By name, because a space in a text field is invisible. */
const SEPARATORS = {
  space: ' ',
  comma: ',',
  plus: '+',
  semicolon: ';',
  pipe: '|',
} as const;

const NAMES = Object.keys(SEPARATORS) as (keyof typeof SEPARATORS)[];

export const ScopeSeparatorField = () => {
  const t = useTranslate();
  const { scopeSeparator: value } = useAppForm().values.protocol;
  const options = NAMES.map((name) => ({
    value: SEPARATORS[name],
    label: t(`form.protocol.scopeSeparator.${name}`),
  }));
  const other = { value, label: t('form.protocol.scopeSeparator.other', { value }) };
  const isListed = options.some((option) => option.value === value);
  return (
    <ProtocolSelect name="scopeSeparator" options={isListed ? options : [...options, other]} />
  );
};
