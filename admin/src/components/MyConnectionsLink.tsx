import { LinkButton } from '@strapi/design-system';
import { User } from '@strapi/icons';
import { Link } from 'react-router-dom';

import { useTranslate } from '../hooks/useTranslate';
import { MY_CONNECTIONS_PATH } from '../utils/paths';

export const MyConnectionsLink = () => {
  const t = useTranslate();
  return (
    <LinkButton tag={Link} to={MY_CONNECTIONS_PATH} variant="tertiary" startIcon={<User />}>
      {t('mine.title')}
    </LinkButton>
  );
};
