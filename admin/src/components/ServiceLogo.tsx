import { Code } from '@strapi/icons';
import { styled } from 'styled-components';

import { useLogos } from '../hooks/useLogos';
import { initialsOf, inkOnWhite, toneOf } from '../utils/logoColors';
import { CUSTOM_SERVICE } from '../utils/services';

/** Light in both themes, because the colours of most brands are made for a light ground. */
const Tile = styled.span`
  display: inline-flex;
  align-items: center;
  justify-content: center;
  flex: none;
  inline-size: 4rem;
  block-size: 4rem;
  border: 1px solid ${({ theme }) => theme.colors.neutral200};
  border-radius: ${({ theme }) => theme.borderRadius};
  background: #ffffff;
`;

const Initials = styled(Tile)`
  border-radius: 50%;
  color: #ffffff;
  font-size: 1.4rem;
  font-weight: 600;
`;

interface ServiceLogoProps {
  /** The id of a preset. */
  service: string;
}

/** Shows the logo of a service, or its initials. Put the name of the service beside it. */
export const ServiceLogo = ({ service }: ServiceLogoProps) => {
  const logos = useLogos();
  const logo = logos?.[service];
  if (service === CUSTOM_SERVICE) {
    return (
      <Tile aria-hidden>
        <Code fill="#4a4a6a" width="2rem" height="2rem" />
      </Tile>
    );
  }
  if (logo) {
    return (
      <Tile aria-hidden>
        <svg viewBox="0 0 24 24" width="22" height="22" fill={inkOnWhite(logo.hex)}>
          <path d={logo.path} />
        </svg>
      </Tile>
    );
  }
  if (!logos) return <Tile aria-hidden />;
  return (
    <Initials aria-hidden style={{ background: toneOf(service) }}>
      {initialsOf(service)}
    </Initials>
  );
};
