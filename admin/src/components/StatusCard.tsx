import { useEffect, useRef, type ReactNode } from 'react';
import { Box, Flex, Loader, Typography } from '@strapi/design-system';
import { CheckCircle, Information, WarningCircle } from '@strapi/icons';

const LOOKS = {
  info: { color: 'primary600', Icon: Information },
  success: { color: 'success600', Icon: CheckCircle },
  danger: { color: 'danger600', Icon: WarningCircle },
} as const;

interface StatusCardProps {
  look: 'info' | 'success' | 'danger' | 'working';
  title: string;
  children: ReactNode;
  actions?: ReactNode;
}

/** A page with a single message. The heading takes the focus, so that screen readers read it. */
export const StatusCard = ({ look, title, children, actions }: StatusCardProps) => {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [title]);

  const icon = () => {
    if (look === 'working') return <Loader small>{title}</Loader>;
    const { color, Icon } = LOOKS[look];
    return <Icon aria-hidden fill={color} width="4rem" height="4rem" />;
  };

  return (
    <Flex justifyContent="center" padding={{ initial: 4, medium: 10 }}>
      <Box
        background="neutral0"
        shadow="tableShadow"
        hasRadius
        padding={{ initial: 6, medium: 8 }}
        width="100%"
        maxWidth="56rem"
        aria-busy={look === 'working'}
      >
        <Flex direction="column" gap={4}>
          {icon()}
          <Typography
            ref={heading}
            tabIndex={-1}
            tag="h1"
            variant="beta"
            textAlign="center"
            style={{ overflowWrap: 'anywhere', outline: 'none' }}
          >
            {title}
          </Typography>
          <Flex direction="column" alignItems="stretch" gap={3} width="100%">
            {children}
          </Flex>
          {actions && (
            <Flex gap={2} wrap="wrap" justifyContent="center">
              {actions}
            </Flex>
          )}
        </Flex>
      </Box>
    </Flex>
  );
};
