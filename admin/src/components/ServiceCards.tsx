import { Link } from 'react-router-dom';
import { styled } from 'styled-components';

import type { ProviderPreset } from '../../../server/src/contracts';
import { createPath } from '../utils/paths';
import { ServiceLogo } from './ServiceLogo';

const Grid = styled.ul`
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr));
  gap: ${({ theme }) => theme.spaces[3]};
`;

const Card = styled(Link)`
  display: flex;
  align-items: center;
  gap: ${({ theme }) => theme.spaces[3]};
  block-size: 100%;
  padding: ${({ theme }) => theme.spaces[4]};
  border: 1px solid ${({ theme }) => theme.colors.neutral200};
  border-radius: ${({ theme }) => theme.borderRadius};
  background: ${({ theme }) => theme.colors.neutral0};
  color: ${({ theme }) => theme.colors.neutral800};
  font-size: 1.4rem;
  font-weight: 600;
  line-height: 1.4;
  text-decoration: none;

  &:hover {
    border-color: ${({ theme }) => theme.colors.primary600};
  }

  &:focus-visible {
    outline: 2px solid ${({ theme }) => theme.colors.primary600};
    outline-offset: 2px;
  }
`;

const Name = styled.span`
  min-inline-size: 0;
  overflow-wrap: anywhere;
`;

interface ServiceCardsProps {
  services: readonly ProviderPreset[];
  label: string;
}

/** Services to choose from. Each leads to the form of a new app. */
export const ServiceCards = ({ services, label }: ServiceCardsProps) => (
  <Grid aria-label={label}>
    {services.map(({ id, name }) => (
      <li key={id}>
        <Card to={createPath(id)}>
          <ServiceLogo service={id} />
          <Name dir="auto">{name}</Name>
        </Card>
      </li>
    ))}
  </Grid>
);
