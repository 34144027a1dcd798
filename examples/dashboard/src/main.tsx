// Starts the dashboard.
import { ApolloProvider } from '@apollo/client/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { client } from './client';
import { Dashboard } from './dashboard';
import './style.css';

const root = document.querySelector('#root');
if (!root) throw new Error('The page has no #root.');
createRoot(root).render(
  <StrictMode>
    <ApolloProvider client={client}>
      <Dashboard />
    </ApolloProvider>
  </StrictMode>,
);
