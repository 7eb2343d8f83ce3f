import { defineConfig } from 'vite'

// Fixed names and one file of code, so that `cohong run --html` can put all of it into one page (src/report/html.c).
export default defineConfig({
  base: './',
  publicDir: 'generated',
  build: {
    outDir: process.env.COHONG_PAGE_OUT ?? 'dist',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    cssCodeSplit: false,
    reportCompressedSize: false,
    rollupOptions: {
      output: { entryFileNames: 'cohong.js', chunkFileNames: 'cohong-[name].js', assetFileNames: 'cohong[extname]' },
    },
  },
})
