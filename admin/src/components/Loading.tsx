import { Flex, Loader } from '@strapi/design-system';

import { useTranslate } from '../hooks/useTranslate';

export const Loading = () => {
  const t = useTranslate();
  return (
    <Flex justifyContent="center" padding={10} aria-busy>
      <Loader>{t('common.loading')}</Loader>
    </Flex>
  );
};
