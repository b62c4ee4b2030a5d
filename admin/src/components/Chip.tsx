import { Flex, Typography } from '@strapi/design-system';
import { Cross } from '@strapi/icons';
import { styled } from 'styled-components';

const RemoveButton = styled.button`
  display: inline-flex;
  padding: ${({ theme }) => theme.spaces[1]};
  border-radius: ${({ theme }) => theme.borderRadius};

  &:hover,
  &:focus-visible {
    background: ${({ theme }) => theme.colors.primary200};
  }

  svg {
    width: 1.2rem;
    height: 1.2rem;
  }

  svg path {
    fill: ${({ theme }) => theme.colors.primary700};
  }
`;

interface ChipProps {
  text: string;
  removeLabel: string;
  disabled: boolean;
  onRemove: () => void;
}

/** One chosen value of a list. */
export const Chip = ({ text, removeLabel, disabled, onRemove }: ChipProps) => (
  <Flex
    tag="li"
    gap={1}
    maxWidth="100%"
    hasRadius
    paddingLeft={3}
    paddingRight={disabled ? 3 : 1}
    paddingTop={1}
    paddingBottom={1}
    background={disabled ? 'neutral150' : 'primary100'}
    borderColor={disabled ? 'neutral200' : 'primary200'}
  >
    <Typography
      variant="pi"
      fontWeight="semiBold"
      textColor={disabled ? 'neutral700' : 'primary700'}
      style={{ overflowWrap: 'anywhere' }}
    >
      {text}
    </Typography>
    {!disabled && (
      <RemoveButton
        type="button"
        aria-label={removeLabel}
        onClick={onRemove}
        onKeyDown={(event) => {
          if (event.key !== 'Delete' && event.key !== 'Backspace') return;
          event.preventDefault();
          onRemove();
        }}
      >
        <Cross aria-hidden />
      </RemoveButton>
    )}
  </Flex>
);
