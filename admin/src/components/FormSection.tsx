import { useId, type ReactNode, type Ref } from 'react';
import { Box, Flex, Typography } from '@strapi/design-system';

interface FormSectionProps {
  title: string;
  description: ReactNode;
  children: ReactNode;
  headingRef?: Ref<HTMLHeadingElement>;
}

export const FormSection = ({ title, description, children, headingRef }: FormSectionProps) => {
  const id = useId();
  return (
    <Box
      tag="section"
      aria-labelledby={id}
      background="neutral0"
      shadow="tableShadow"
      hasRadius
      padding={{ initial: 4, medium: 6 }}
    >
      <Flex direction="column" alignItems="stretch" gap={5}>
        <Box>
          <Typography id={id} ref={headingRef} tabIndex={-1} tag="h2" variant="delta">
            {title}
          </Typography>
          <Typography tag="p" textColor="neutral600">
            {description}
          </Typography>
        </Box>
        {children}
      </Flex>
    </Box>
  );
};
