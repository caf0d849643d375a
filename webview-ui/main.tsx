import 'katex/dist/katex.min.css';
import './style.css';
import { render } from 'preact';
import { Panel } from './components/Panel.tsx';
import { connectHost } from './host.ts';
import { startStore } from './store.ts';

const root = document.getElementById('root');
if (root) startStore(connectHost(), (state, store) => render(state.opened && <Panel state={state} store={store} />, root));
