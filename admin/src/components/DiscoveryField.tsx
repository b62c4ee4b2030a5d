import { useRef, useState } from 'react';
import { Box, Button, Field, Flex, TextInput } from '@strapi/design-system';
import { Download } from '@strapi/icons';
import { useField } from '@strapi/strapi/admin';

import type { DiscoveredConfiguration } from '../../../server/src/contracts';
import { useAppForm } from '../hooks/useAppForm';
import { useErrorText } from '../hooks/useErrorText';
import { useTranslate } from '../hooks/useTranslate';
import { useDiscoverMutation } from '../services/connectedApps';
import { readApiError } from '../utils/apiError';
import { applyDiscovery, type Prefill } from '../utils/prefill';
import { Notice } from './Notice';

export interface Discovery {
  configuration: DiscoveredConfiguration;
  prefill: Prefill;
}

interface DiscoveryFieldProps {
  onDiscovered: (discovery: Discovery) => void;
}

interface DiscoveryResultProps {
  prefill: Prefill;
}

const DiscoveryResult = ({ prefill }: DiscoveryResultProps) => {
  const t = useTranslate();
  const count = Object.keys(prefill.filled).length;
  return (
    <Notice variant="success" title={t('form.discover.done', { count })}>
      {prefill.cleared > 0 && `${t('form.discover.cleared', { count: prefill.cleared })} `}
      {t('form.discover.notSaved')}
    </Notice>
  );
};

/** The address that names all the others, and the button that fetches them. */
export const DiscoveryField = ({ onDiscovered }: DiscoveryFieldProps) => {
  const t = useTranslate();
  const form = useAppForm();
  const errorText = useErrorText();
  const { error } = useField<string>('discoveryUrl');
  const [discover, { isLoading }] = useDiscoverMutation();
  const [result, setResult] = useState<Prefill | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const resultBox = useRef<HTMLDivElement>(null);

  const showError = (message: string) => {
    setResult(null);
    form.setErrors({ ...form.errors, discoveryUrl: message });
    input.current?.focus();
  };

  const fillIn = (configuration: DiscoveredConfiguration) => {
    const prefill = applyDiscovery(form.getValues(), configuration);
    form.setValues(prefill.values);
    form.setErrors({});
    setResult(prefill);
    onDiscovered({ configuration, prefill });
    // The button was disabled meanwhile and has lost the focus.
    setTimeout(() => resultBox.current?.focus());
  };

  const getConfiguration = async () => {
    const url = form.values.discoveryUrl.trim();
    if (!url) return showError(t('form.discover.missing'));
    const answer = await discover({ url });
    if (!('error' in answer)) return fillIn(answer.data);
    const [field] = readApiError(answer.error).fields;
    showError(field?.message ?? errorText(answer.error));
  };

  return (
    <Flex direction="column" alignItems="stretch" gap={3}>
      <Field.Root name="discoveryUrl" error={error} hint={t('form.discoveryUrl.hint')} width="100%">
        <Field.Label>{t('form.discoveryUrl')}</Field.Label>
        <Flex gap={2} wrap="wrap" width="100%">
          <Box grow={1} basis="24rem" minWidth={0}>
            <TextInput
              ref={input}
              type="url"
              value={form.values.discoveryUrl}
              disabled={form.disabled}
              placeholder={t('form.discoveryUrl.placeholder')}
              onChange={({ target }) => form.onChange('discoveryUrl', target.value)}
            />
          </Box>
          {!form.disabled && (
            <Button
              size="L"
              variant="secondary"
              startIcon={<Download />}
              loading={isLoading}
              onClick={getConfiguration}
            >
              {t('form.discover')}
            </Button>
          )}
        </Flex>
        <Field.Hint />
        <Field.Error />
      </Field.Root>
      <Box ref={resultBox} tabIndex={-1}>
        {result && <DiscoveryResult prefill={result} />}
      </Box>
    </Flex>
  );
};
