import { Link } from '@strapi/design-system';
import { ArrowLeft } from '@strapi/icons';
import { NavLink } from 'react-router-dom';

import { useTranslate } from '../hooks/useTranslate';
import { PLUGIN_PATH } from '../pluginId';

/** Looks like Strapi's own button, which would lead a new app's admin back to its creation. */
export const BackToApps = () => {
  const t = useTranslate();
  return (
    <Link tag={NavLink} to={PLUGIN_PATH} startIcon={<ArrowLeft />}>
      {t('common.backToApps')}
    </Link>
  );
};
