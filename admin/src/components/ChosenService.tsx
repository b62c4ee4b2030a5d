import { Box, Flex, Link, LinkButton, Typography } from '@strapi/design-system';
import { Link as RouterLink } from 'react-router-dom';

import type { ProviderPreset } from '../../../server/src/contracts';
import { useTranslate } from '../hooks/useTranslate';
import { CREATE_PATH } from '../utils/paths';
import { ServiceLogo } from './ServiceLogo';

interface ChosenServiceProps {
  preset: ProviderPreset;
  /** The number of fields that the preset filled in. */
  count: number;
}

/** The service that a new app is for. Changing it loses what was entered, so the form asks first. */
export const ChosenService = ({ preset, count }: ChosenServiceProps) => {
  const t = useTranslate();
  const { id, name, documentationUrl } = preset;
  return (
    <Flex
      tag="section"
      aria-label={t('services.chosen')}
      gap={4}
      wrap="wrap"
      padding={4}
      hasRadius
      background="neutral0"
      shadow="tableShadow"
    >
      <ServiceLogo service={id} />
      <Box grow={1} basis="18rem" minWidth={0}>
        <Typography
          tag="h2"
          variant="delta"
          dir="auto"
          textAlign="start"
          style={{ overflowWrap: 'anywhere' }}
        >
          {name}
        </Typography>
        <Flex gap={3} wrap="wrap">
          {count > 0 && (
            <Typography variant="pi" textColor="neutral600">
              {t('form.preset.applied', { name, count })}
            </Typography>
          )}
          {documentationUrl && (
            <Link href={documentationUrl} isExternal>
              {t('form.preset.documentation', { name })}
            </Link>
          )}
        </Flex>
      </Box>
      <LinkButton tag={RouterLink} to={CREATE_PATH} variant="tertiary">
        {t('services.change')}
      </LinkButton>
    </Flex>
  );
};
