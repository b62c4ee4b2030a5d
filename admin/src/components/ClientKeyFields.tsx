import { Button, Flex, Grid } from '@strapi/design-system';
import { useNotification } from '@strapi/strapi/admin';

import type { AppDetails, AppKeys } from '../../../server/src/contracts';
import {
  CLIENT_ASSERTION_AUDIENCES,
  CLIENT_KEY_ALGORITHMS,
} from '../../../server/src/protocol-settings';
import { useAppForm } from '../hooks/useAppForm';
import { useCopy } from '../hooks/useCopy';
import { useErrorText } from '../hooks/useErrorText';
import { useFormatMoment } from '../hooks/useFormatMoment';
import { useTranslate } from '../hooks/useTranslate';
import { useRotateKeyMutation } from '../services/connectedApps';
import { CopyField } from './CopyField';
import { Notice } from './Notice';
import { ProtocolSelect } from './ProtocolFields';

const RotationNotice = ({ keys: { signsFrom, formerUntil } }: { keys: AppKeys }) => {
  const t = useTranslate();
  const formatMoment = useFormatMoment();
  if (formerUntil === null) return null;
  const until = formatMoment(formerUntil);
  return (
    <Notice
      variant="info"
      title={
        signsFrom === null
          ? t('form.keys.rotated')
          : t('form.keys.waiting', { when: formatMoment(signsFrom) })
      }
    >
      {t('form.keys.rotation.help', { until })}
    </Notice>
  );
};

interface KeyActionsProps {
  appKey: string;
  keys: AppKeys;
  canRotate: boolean;
}

const KeyActions = ({ appKey, keys, canRotate }: KeyActionsProps) => {
  const t = useTranslate();
  const copy = useCopy();
  const errorText = useErrorText();
  const { toggleNotification } = useNotification();
  const [rotateKey, { isLoading }] = useRotateKeyMutation();

  const rotate = async () => {
    const answer = await rotateKey(appKey);
    const failed = 'error' in answer;
    toggleNotification({
      type: failed ? 'danger' : 'success',
      message: failed ? errorText(answer.error) : t('form.keys.rotate.done'),
    });
  };

  return (
    <Flex gap={2} wrap="wrap">
      <Button variant="secondary" onClick={() => copy(keys.publicJwk)}>
        {t('form.keys.copyJwk')}
      </Button>
      <Button variant="secondary" onClick={() => copy(keys.publicPem)}>
        {t('form.keys.copyPem')}
      </Button>
      {canRotate && (
        <Button
          variant="secondary"
          disabled={keys.signsFrom !== null}
          loading={isLoading}
          onClick={rotate}
        >
          {t('form.keys.rotate')}
        </Button>
      )}
    </Flex>
  );
};

interface SavedKeysProps {
  app: Pick<AppDetails, 'key'>;
  keys: AppKeys;
}

const SavedKeys = ({ app, keys }: SavedKeysProps) => {
  const t = useTranslate();
  const { disabled } = useAppForm();
  return (
    <Grid.Item col={12} direction="column" alignItems="stretch" gap={4}>
      <CopyField
        label={t('form.keys.jwksUrl')}
        copyLabel={t('form.keys.jwksUrl.copy')}
        value={keys.jwksUrl}
        hint={t('form.keys.jwksUrl.hint')}
      />
      <KeyActions appKey={app.key} keys={keys} canRotate={!disabled} />
      <RotationNotice keys={keys} />
    </Grid.Item>
  );
};

interface ClientKeyFieldsProps {
  /** Null while the app is being created. */
  app: AppDetails | null;
}

/** The app's own key, and what the provider expects of the assertions that it signs. */
export const ClientKeyFields = ({ app }: ClientKeyFieldsProps) => {
  const t = useTranslate();
  const keys = app?.keys ?? null;
  return (
    <>
      {app && keys ? (
        <SavedKeys app={app} keys={keys} />
      ) : (
        <Grid.Item col={12}>
          <Notice variant="info" title={t('form.keys.later')} />
        </Grid.Item>
      )}
      <ProtocolSelect
        name="clientKeyAlgorithm"
        options={CLIENT_KEY_ALGORITHMS.map((value) => ({ value, label: value }))}
      />
      <ProtocolSelect
        name="clientAssertionAudience"
        options={CLIENT_ASSERTION_AUDIENCES.map((value) => ({
          value,
          label: t(`form.protocol.clientAssertionAudience.${value}`),
        }))}
      />
    </>
  );
};
