// Builds static files that are served under /demo; in development the API is asked through a proxy, so there is one origin.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  base: '/demo/',
  plugins: [react()],
  // Nothing is inlined: the pages are served under a policy without inline scripts.
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { proxy: { '/graphql': 'http://127.0.0.1:4000' } },
});
