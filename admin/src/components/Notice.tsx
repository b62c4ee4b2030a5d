import type { ReactNode } from 'react';
import { Box, Flex, Typography } from '@strapi/design-system';
import { CheckCircle, Information, WarningCircle } from '@strapi/icons';

type Variant = 'info' | 'success' | 'warning' | 'danger';

const LOOKS = {
  info: { background: 'primary100', border: 'primary200', icon: 'primary600', Icon: Information },
  success: {
    background: 'success100',
    border: 'success200',
    icon: 'success600',
    Icon: CheckCircle,
  },
  warning: {
    background: 'warning100',
    border: 'warning200',
    icon: 'warning600',
    Icon: WarningCircle,
  },
  danger: { background: 'danger100', border: 'danger200', icon: 'danger600', Icon: WarningCircle },
} as const;

interface NoticeProps {
  variant: Variant;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}

/** A message that stays in its place. Screen readers announce it when it appears. */
export const Notice = ({ variant, title, children, actions }: NoticeProps) => {
  const { background, border, icon, Icon } = LOOKS[variant];
  return (
    <Flex
      role={variant === 'danger' ? 'alert' : 'status'}
      alignItems="flex-start"
      gap={3}
      padding={4}
      hasRadius
      background={background}
      borderColor={border}
      width="100%"
    >
      <Box aria-hidden shrink={0} paddingTop={1}>
        <Icon fill={icon} width="1.6rem" height="1.6rem" />
      </Box>
      <Flex direction="column" alignItems="flex-start" gap={2} minWidth={0} grow={1}>
        <Box>
          <Typography tag="p" fontWeight="bold" textColor="neutral800">
            {title}
          </Typography>
          {children && (
            <Typography tag="div" textColor="neutral800">
              {children}
            </Typography>
          )}
        </Box>
        {actions && (
          <Flex gap={2} wrap="wrap">
            {actions}
          </Flex>
        )}
      </Flex>
    </Flex>
  );
};
