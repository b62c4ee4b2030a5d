import { useEffect, useState } from 'react';
import { Box, Flex, Typography } from '@strapi/design-system';

/** Shows that the access token is replaced again and again while the list keeps working. */
export function ConnectionFacts({ connection: { connectedAt, expiresAt, refreshCount } }) {
  const now = useNow();

  return (
    <Box background="neutral0" padding={5} hasRadius shadow="tableShadow">
      <Flex tag="dl" gap={8} wrap="wrap">
        <Fact label="Connected for" value={formatDuration(now - new Date(connectedAt))} />
        <Fact label="Refreshes since Strapi started" value={refreshCount} />
        <Fact label="Current token valid until" value={formatExpiry(expiresAt, now)} />
      </Flex>
    </Box>
  );
}

function Fact({ label, value }) {
  return (
    <div>
      <Typography tag="dt" variant="pi" textColor="neutral600">
        {label}
      </Typography>
      <Typography tag="dd" variant="delta">
        {value}
      </Typography>
    </div>
  );
}

function useNow() {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function formatExpiry(expiresAt, now) {
  if (!expiresAt) return 'it is refused';
  const date = new Date(expiresAt);
  return `${date.toLocaleTimeString()} (${formatDuration(date - now)} left)`;
}

function formatDuration(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds} s`;
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
