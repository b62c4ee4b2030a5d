import type { RefObject } from 'react';
import { Button, Flex, useNotifyAT } from '@strapi/design-system';

import type { DiscoveredConfiguration } from '../../../server/src/contracts';
import { useAppForm } from '../hooks/useAppForm';
import { useTranslate, type Translate } from '../hooks/useTranslate';
import type { AppFormValues } from '../utils/appForm';
import { OFFLINE_ACCESS, pkceFinding, wantsOfflineAccess } from '../utils/discoveryFindings';
import { FIELD_LABELS } from '../utils/editConflict';
import { ADDRESSES, type Prefill } from '../utils/prefill';
import { Notice } from './Notice';

export interface Discovery {
  configuration: DiscoveredConfiguration;
  prefill: Prefill;
}

/** What was filled in or found, each as a sentence. */
const findingsOf = (
  { configuration, prefill: { filled, lost } }: Discovery,
  { protocol }: AppFormValues,
  t: Translate
): string[] => {
  const { capabilities, scopesSupported } = configuration;
  const methods = capabilities.codeChallengeMethodsSupported;
  const pkce = pkceFinding(protocol.pkce, methods);
  const addresses = ADDRESSES.filter((name) => filled[name] !== undefined);
  const fields = addresses.map((name) => t(FIELD_LABELS[name])).join(', ');
  return [
    t('form.discover.addresses', { fields }),
    ...lost.map(({ field, former }) =>
      t('form.discover.was', { field: t(FIELD_LABELS[field]), value: former })
    ),
    ...(filled.clientAuthMethod
      ? [
          t('form.discover.clientAuth', {
            method: t(`form.clientAuthMethod.${filled.clientAuthMethod}`),
          }),
        ]
      : []),
    ...(pkce ? [t(`form.discover.pkce.${pkce}`, { methods: methods.join(', ') })] : []),
    ...(scopesSupported.length > 0
      ? [t('form.discover.scopes', { count: scopesSupported.length })]
      : []),
  ];
};

interface OfferProps {
  text: string;
  action: string;
  onAccept: () => void;
}

const Offer = ({ text, action, onAccept }: OfferProps) => (
  <Notice
    variant="info"
    title={text}
    actions={
      <Button size="S" variant="secondary" onClick={onAccept}>
        {action}
      </Button>
    }
  />
);

interface DiscoveryResultProps {
  discovery: Discovery;
  /** Takes the focus when the button of an offer disappears. */
  box: RefObject<HTMLElement>;
}

/** What the provider's configuration filled in, and what it suggests besides. */
export const DiscoveryResult = ({ discovery, box }: DiscoveryResultProps) => {
  const t = useTranslate();
  const form = useAppForm();
  const { notifyStatus } = useNotifyAT();
  const { configuration, prefill } = discovery;
  const { leftOut, capabilities } = configuration;
  const { scopes, protocol } = form.values;

  const accept = (field: string, value: unknown, message: string) => {
    form.onChange(field, value);
    notifyStatus(message);
    box.current?.focus();
  };

  return (
    <Flex direction="column" alignItems="stretch" gap={3}>
      <Notice
        variant="success"
        title={t('form.discover.done', { count: Object.keys(prefill.filled).length })}
      >
        <ul style={{ listStyle: 'disc', paddingInlineStart: '2rem' }}>
          {findingsOf(discovery, form.values, t).map((finding) => (
            <li key={finding} style={{ overflowWrap: 'anywhere' }}>
              {finding}
            </li>
          ))}
        </ul>
        {prefill.cleared > 0 && `${t('form.discover.cleared', { count: prefill.cleared })} `}
        {t('form.discover.notSaved')}
      </Notice>
      {leftOut.length > 0 && (
        <Notice variant="warning" title={t('form.discover.leftOut', { count: leftOut.length })}>
          {leftOut.map(({ endpoint, message }) => (
            <p key={endpoint}>{message}</p>
          ))}
        </Notice>
      )}
      {wantsOfflineAccess(scopes, configuration) && (
        <Offer
          text={t('form.discover.offlineAccess')}
          action={t('form.discover.offlineAccess.add')}
          onAccept={() =>
            accept(
              'scopes',
              [...scopes, OFFLINE_ACCESS],
              t('form.list.added', { values: OFFLINE_ACCESS })
            )
          }
        />
      )}
      {pkceFinding(protocol.pkce, capabilities.codeChallengeMethodsSupported) === 'unused' && (
        <Offer
          text={t('form.discover.pkce.offer')}
          action={t('form.discover.pkce.add')}
          onAccept={() => accept('protocol.pkce', 'S256', t('form.discover.pkce.added'))}
        />
      )}
    </Flex>
  );
};
