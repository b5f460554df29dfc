// Excalidraw looks here for its fonts; imported before it. The build puts them there (build-assets.ts).
Object.assign(globalThis, { EXCALIDRAW_ASSET_PATH: '/assets/excalidraw/' });
