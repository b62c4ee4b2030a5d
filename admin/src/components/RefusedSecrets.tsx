import { LinkButton } from '@strapi/design-system';
import { Pencil } from '@strapi/icons';
import { Link } from 'react-router-dom';

import type { AppSummary } from '../../../server/src/contracts';
import { useTranslate } from '../hooks/useTranslate';
import { appPath } from '../utils/paths';
import { AppState } from './AppState';

interface RefusedSecretsProps {
  apps: AppSummary[];
}

/** Shown above the list: nothing is broken yet, so people would overlook it in a row. */
export const RefusedSecrets = ({ apps }: RefusedSecretsProps) => {
  const t = useTranslate();
  return apps
    .filter(({ state }) => state.name === 'secret_refused')
    .map(({ key, name, state }) => (
      <AppState
        key={key}
        state={state}
        as="notice"
        canConfigure
        name={name}
        actions={
          <LinkButton
            tag={Link}
            to={appPath(key)}
            size="S"
            variant="secondary"
            startIcon={<Pencil />}
            aria-label={t('app.configure.label', { name })}
          >
            {t('app.configure')}
          </LinkButton>
        }
      />
    ));
};
