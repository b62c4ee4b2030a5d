import { Box, Flex, Typography } from '@strapi/design-system';
import { CheckCircle, WarningCircle } from '@strapi/icons';

import type { Look, StateText } from '../utils/stateText';

const LOOKS = {
  success: { color: 'success600', Icon: CheckCircle },
  warning: { color: 'warning600', Icon: WarningCircle },
  danger: { color: 'danger600', Icon: WarningCircle },
  neutral: { color: 'neutral600', Icon: null },
} as const satisfies Record<Look, unknown>;

/** One sentence per line, because a provider's own sentence may lack a full stop. */
export const Details = ({ sentences }: { sentences: string[] }) => (
  <span style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>{sentences.join('\n')}</span>
);

/** A state in a row or under a title. */
export const StateLine = ({ look, title, details }: StateText) => {
  const { color, Icon } = LOOKS[look];
  return (
    <Flex direction="column" alignItems="flex-start" gap={1} minWidth={0} maxWidth="100%">
      <Flex gap={2} alignItems="flex-start" minWidth={0} maxWidth="100%">
        {Icon && (
          <Box aria-hidden shrink={0} height="1.6rem" paddingTop="2px">
            <Icon fill={color} width="1.6rem" height="1.6rem" />
          </Box>
        )}
        <Typography
          textColor={look === 'neutral' ? 'neutral600' : 'neutral800'}
          fontWeight={look === 'neutral' ? undefined : 'semiBold'}
          style={{ overflowWrap: 'anywhere' }}
        >
          {title}
        </Typography>
      </Flex>
      {details.length > 0 && (
        <Typography variant="pi" textColor="neutral600">
          <Details sentences={details} />
        </Typography>
      )}
    </Flex>
  );
};
