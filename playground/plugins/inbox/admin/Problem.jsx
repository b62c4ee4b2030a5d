import { EmptyStateLayout, LinkButton } from '@strapi/design-system';
import { Link } from 'react-router-dom';

/** Advice for the error codes that the user can do something about. */
const ADVICE = {
  app_not_found: 'There is no connected app with the key “demo-mail” yet.',
  not_connected: 'Connect your Demo Mail account to see your mails here.',
  needs_reconnect: 'Your connection to Demo Mail has ended. Connect it again to see your mails.',
};

export function Problem({ error }) {
  return (
    <EmptyStateLayout
      shadow="tableShadow"
      content={ADVICE[error.details?.code] ?? error.message}
      action={
        <LinkButton tag={Link} to="/plugins/connected-apps">
          Open Connected Apps
        </LinkButton>
      }
    />
  );
}
