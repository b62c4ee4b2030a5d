import { useEffect, useRef } from 'react';
import { Box, Grid, Link, Typography } from '@strapi/design-system';

import type { AddressProblem, ProviderPreset } from '../../../server/src/contracts';
import { useAppForm } from '../hooks/useAppForm';
import { useHint } from '../hooks/useHint';
import { useTranslate } from '../hooks/useTranslate';
import { CopyField } from './CopyField';
import { FormSection } from './FormSection';
import { Notice } from './Notice';

interface RedirectSectionProps {
  /** Null until the app is saved. */
  saved: { redirectUri: string; javascriptOrigin: string } | null;
  redirectUriBase: string;
  /** Shown here, so that people see it before they register the address at a provider. */
  addressProblem: AddressProblem | null;
  preset: ProviderPreset | undefined;
  /** Right after the first save, this section is the next step. */
  takeFocus: boolean;
}

const Preview = ({ redirectUriBase }: Pick<RedirectSectionProps, 'redirectUriBase'>) => {
  const t = useTranslate();
  const { key } = useAppForm().values;
  const hint = useHint('redirectUri');
  return (
    <Notice variant="info" title={t('form.redirect.later')}>
      {key && (
        <Typography textColor="neutral600" style={{ overflowWrap: 'anywhere', userSelect: 'none' }}>
          {t('form.redirect.preview', { uri: `${redirectUriBase}${key}` })}
        </Typography>
      )}
      {hint}
    </Notice>
  );
};

const PROBLEM_TEXTS = {
  server_url_missing: 'form.redirect.serverUrlMissing',
  server_url_relative: 'form.redirect.serverUrlRelative',
  server_url_unreachable: 'form.redirect.serverUrlUnreachable',
  admin_url_unreachable: 'form.redirect.adminUrlUnreachable',
} as const satisfies Record<AddressProblem, string>;

const AddressNotice = ({ problem }: { problem: AddressProblem }) => {
  const t = useTranslate();
  const title = PROBLEM_TEXTS[problem];
  return (
    <Notice variant={problem === 'server_url_missing' ? 'warning' : 'danger'} title={t(title)}>
      {t(`${title}.help`)}
    </Notice>
  );
};

/** The addresses that the admin registers at the provider. */
export const RedirectSection = ({
  saved,
  redirectUriBase,
  addressProblem,
  preset,
  takeFocus,
}: RedirectSectionProps) => {
  const t = useTranslate();
  const hint = useHint('redirectUri');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takeFocus) heading.current?.focus();
  }, [takeFocus]);

  return (
    <FormSection
      headingRef={heading}
      title={t('form.redirect.title')}
      description={t('form.redirect.description')}
    >
      {preset?.consoleUrl && (
        <Box>
          <Link href={preset.consoleUrl} isExternal>
            {t('form.redirect.console', { name: preset.name })}
          </Link>
        </Box>
      )}
      {addressProblem && <AddressNotice problem={addressProblem} />}
      {saved ? (
        <Grid.Root gap={5}>
          <Grid.Item col={7} xs={12} alignItems="flex-start">
            <CopyField
              label={t('form.redirectUri')}
              copyLabel={t('form.redirectUri.copy')}
              value={saved.redirectUri}
              hint={hint}
            />
          </Grid.Item>
          <Grid.Item col={5} xs={12} alignItems="flex-start">
            <CopyField
              label={t('form.javascriptOrigin')}
              copyLabel={t('form.javascriptOrigin.copy')}
              value={saved.javascriptOrigin}
            />
          </Grid.Item>
        </Grid.Root>
      ) : (
        <Preview redirectUriBase={redirectUriBase} />
      )}
    </FormSection>
  );
};
