import { EmptyStateLayout, LinkButton } from '@strapi/design-system';
import { EmptyDocuments } from '@strapi/icons/symbols';
import { Link } from 'react-router-dom';

import { useTranslate } from '../hooks/useTranslate';
import { PLUGIN_PATH } from '../pluginId';

interface NotFoundProps {
  text: string;
}

export const NotFound = ({ text }: NotFoundProps) => {
  const t = useTranslate();
  return (
    <EmptyStateLayout
      hasRadius
      icon={<EmptyDocuments width="16rem" />}
      content={text}
      action={
        <LinkButton tag={Link} to={PLUGIN_PATH} variant="secondary">
          {t('common.backToApps')}
        </LinkButton>
      }
    />
  );
};
