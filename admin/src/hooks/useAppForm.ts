import { useForm, type FormContextValue } from '@strapi/strapi/admin';

import type { AppFormValues } from '../utils/appForm';

type AppFormContext = Pick<
  FormContextValue<AppFormValues>,
  'disabled' | 'errors' | 'getValues' | 'setErrors' | 'setValues' | 'values'
> & { onChange: (field: string, value: unknown) => void };

/** Strapi's form, typed with the values of this form. */
export const useAppForm = (): AppFormContext =>
  useForm('useAppForm', (form) => form as unknown as AppFormContext);
