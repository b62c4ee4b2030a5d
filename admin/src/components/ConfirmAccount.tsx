import { Box, Button, Flex, Typography } from '@strapi/design-system';

import type { Confirmation, NamedAccount } from '../../../server/src/contracts';
import { useTranslate } from '../hooks/useTranslate';
import { Notice } from './Notice';
import { StatusCard } from './StatusCard';

interface AccountProps {
  label: string;
  children: string;
}

const Account = ({ label, children }: AccountProps) => (
  <Box background="neutral100" hasRadius padding={4}>
    <Typography tag="dt" variant="sigma" textColor="neutral600">
      {label}
    </Typography>
    <Typography tag="dd" fontWeight="bold" style={{ margin: 0, overflowWrap: 'anywhere' }}>
      {children}
    </Typography>
  </Box>
);

interface ConfirmAccountProps {
  question: Confirmation;
  onReply(confirm: boolean): void;
}

/** Asks before an account takes effect for everyone, or replaces another one. */
export const ConfirmAccount = ({ question, onReply }: ConfirmAccountProps) => {
  const t = useTranslate();
  const { appName: name, owner, current, proposed, isOtherAccount } = question;
  const isReplaced = current !== null && !question.isSameAccount;
  const nameOf = ({ accountLabel, values }: NamedAccount) =>
    [
      accountLabel ?? t('complete.confirm.unknown'),
      ...Object.entries(values).map(([name, value]) => `${name}: ${value}`),
    ].join(', ');
  const isSameName = isOtherAccount && current !== null && nameOf(current) === nameOf(proposed);
  return (
    <StatusCard
      look="info"
      title={t(isReplaced ? 'complete.confirm.replace' : 'complete.confirm', { name })}
      actions={
        <>
          <Button onClick={() => onReply(true)}>{t('complete.confirm.connect')}</Button>
          <Button variant="tertiary" onClick={() => onReply(false)}>
            {t('complete.confirm.cancel')}
          </Button>
        </>
      }
    >
      <Typography tag="p" textAlign="center">
        {t(owner.kind === 'shared' ? 'complete.confirm.shared' : 'complete.confirm.mine', { name })}
      </Typography>
      <Flex tag="dl" direction="column" alignItems="stretch" gap={2}>
        <Account label={t('complete.confirm.current')}>
          {current ? nameOf(current) : t('complete.confirm.none')}
        </Account>
        <Account label={t('complete.confirm.proposed')}>{nameOf(proposed)}</Account>
      </Flex>
      {isSameName && <Notice variant="warning" title={t('complete.confirm.sameName')} />}
    </StatusCard>
  );
};
