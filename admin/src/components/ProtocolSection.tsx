import { useState } from 'react';
import { Accordion, Box, Flex, Typography } from '@strapi/design-system';

import type { AppInput } from '../../../server/src/contracts';
import { useAppForm } from '../hooks/useAppForm';
import { useHint } from '../hooks/useHint';
import { useTranslate } from '../hooks/useTranslate';
import { countDeviations } from '../utils/appForm';
import { firstMessage } from '../utils/formErrors';
import { GrantFields } from './GrantFields';
import {
  ApiRequestFields,
  AuthorizationRequestFields,
  CallbackFields,
  RevocationFields,
  TokenRequestFields,
} from './RequestFields';
import { ResponseFields } from './ResponseFields';
import { VariablesField } from './VariablesField';

const SECTION = 'protocol';

/** Whether the section is open, and what opens and closes it. */
const useDisclosure = () => {
  const { errors } = useAppForm();
  const [isOpen, setOpen] = useState(false);
  const fields = [errors.protocol, errors.tokenParams, errors.variables, errors.assertionKey];
  const hasError = firstMessage(fields) !== undefined;
  // A closed box must not hide what is wrong. It stays open while that is corrected.
  if (hasError && !isOpen) setOpen(true);
  return { isOpen, setOpen };
};

interface ProtocolSectionProps {
  /** Every client authentication method. */
  methods: AppInput['clientAuthMethod'][];
  /** Whether a private key is stored. */
  hasAssertionKey: boolean;
}

/** How the provider deviates from OAuth 2.0. Closed at first, because few providers do. */
export const ProtocolSection = ({ methods, hasAssertionKey }: ProtocolSectionProps) => {
  const t = useTranslate();
  const { values } = useAppForm();
  const { isOpen, setOpen } = useDisclosure();
  const description = useHint('protocol', t('form.protocol.description'));
  return (
    <Box background="neutral0" shadow="tableShadow" hasRadius>
      <Accordion.Root
        size="M"
        value={isOpen ? SECTION : ''}
        onValueChange={(value) => setOpen(value === SECTION)}
      >
        <Accordion.Item value={SECTION}>
          {/* A section like the others, whose headings are of level 2. */}
          <Accordion.Header aria-level={2}>
            <Accordion.Trigger>
              {/* The trigger would cut a long text off, and with it the number. */}
              <span style={{ whiteSpace: 'normal' }}>
                {t('form.protocol.title', { count: countDeviations(values) })}
              </span>
            </Accordion.Trigger>
          </Accordion.Header>
          <Accordion.Content>
            <Flex
              direction="column"
              alignItems="stretch"
              gap={7}
              padding={{ initial: 4, medium: 6 }}
            >
              <Typography tag="p" textColor="neutral600">
                {description}
              </Typography>
              <GrantFields hasAssertionKey={hasAssertionKey} />
              <VariablesField />
              <AuthorizationRequestFields />
              <CallbackFields />
              <TokenRequestFields />
              <RevocationFields methods={methods} />
              <ResponseFields />
              <ApiRequestFields />
            </Flex>
          </Accordion.Content>
        </Accordion.Item>
      </Accordion.Root>
    </Box>
  );
};
