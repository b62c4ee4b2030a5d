import { useId, useRef } from 'react';
import {
  Box,
  Button,
  EmptyStateLayout,
  Flex,
  LinkButton,
  Searchbar,
  Typography,
} from '@strapi/design-system';
import { EmptyDocuments } from '@strapi/icons/symbols';
import { BackButton, Layouts } from '@strapi/strapi/admin';
import { Link } from 'react-router-dom';

import type { GetProviders } from '../../../server/src/contracts';
import { useServiceSearch } from '../hooks/useServiceSearch';
import { useTranslate } from '../hooks/useTranslate';
import { PLUGIN_PATH } from '../pluginId';
import { createPath } from '../utils/paths';
import { CUSTOM_SERVICE } from '../utils/services';
import { HealthBanner } from './HealthBanner';
import { ServiceCards } from './ServiceCards';

interface NoServiceProps {
  search: string;
  customName: string;
  onClear: () => void;
}

const NoService = ({ search, customName, onClear }: NoServiceProps) => {
  const t = useTranslate();
  return (
    <EmptyStateLayout
      hasRadius
      icon={<EmptyDocuments width="16rem" />}
      content={t('services.search.none', { search, name: customName })}
      action={
        <Flex gap={2} wrap="wrap" justifyContent="center">
          <Button variant="secondary" onClick={onClear}>
            {t('services.search.clear')}
          </Button>
          <LinkButton tag={Link} to={createPath(CUSTOM_SERVICE)}>
            {t('services.useCustom', { name: customName })}
          </LinkButton>
        </Flex>
      }
    />
  );
};

interface ChooseServiceProps {
  providers: GetProviders.Response['data'];
}

/** The first step of a new app: which service it connects to. */
export const ChooseService = ({ providers: { providers, health } }: ChooseServiceProps) => {
  const t = useTranslate();
  const resultId = useId();
  const input = useRef<HTMLInputElement>(null);
  const { search, setSearch, found } = useServiceSearch(providers);

  const customName = providers.find(({ id }) => id === CUSTOM_SERVICE)?.name ?? CUSTOM_SERVICE;

  const clear = () => {
    setSearch('');
    // The button that was pressed disappears with the search.
    input.current?.focus();
  };

  return (
    <>
      <Layouts.Header
        title={t('services.title')}
        subtitle={t('services.subtitle', { name: customName })}
        navigationAction={<BackButton fallback={PLUGIN_PATH} />}
      />
      <Layouts.Content>
        <Flex direction="column" alignItems="stretch" gap={4} paddingBottom={8}>
          <HealthBanner health={health} canRepair />
          <Flex gap={4} wrap="wrap" alignItems="center">
            <Box grow={1} maxWidth="40rem" role="search">
              <Searchbar
                ref={input}
                name="search"
                value={search}
                onChange={({ target }) => setSearch(target.value)}
                onClear={clear}
                clearLabel={t('services.search.clear')}
                placeholder={t('services.search')}
                aria-describedby={resultId}
              >
                {t('services.search')}
              </Searchbar>
            </Box>
            <Typography id={resultId} variant="pi" textColor="neutral600" aria-live="polite">
              {search && t('services.search.result', { count: found.length })}
            </Typography>
          </Flex>
          {found.length === 0 ? (
            <NoService search={search} customName={customName} onClear={clear} />
          ) : (
            <ServiceCards services={found} label={t('services.list')} />
          )}
        </Flex>
      </Layouts.Content>
    </>
  );
};
