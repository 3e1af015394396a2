import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Component, lazy, type ReactNode, Suspense, useEffect, useMemo, useState } from 'react';
import { Link, Route, Router, Switch } from 'wouter';
import { ApiError, hasSignedIn, signOut } from './api/client.ts';
import { shouldRetry } from './api/queries.ts';
import { OpenDesigns, OpenDesignsContext } from './design/OpenDesigns.ts';
import { Empty } from './parts/Empty.tsx';
import { Loading } from './parts/Loading.tsx';
import { forget } from './parts/remembered.ts';
import { type Theme, useTheme } from './parts/theme.ts';
import { patterns, routes } from './routes.ts';
import { texts } from './texts.ts';
import { SignIn } from './views/SignIn.tsx';

const Machines = lazy(() => import('./views/machines/Machines.tsx'));
const MachineView = lazy(() => import('./views/machines/MachineView.tsx'));
const CompareVersionsView = lazy(() => import('./views/machines/CompareVersionsView.tsx'));
const DesignerView = lazy(() => import('./views/designer/DesignerView.tsx'));
const ExecutionView = lazy(() => import('./views/execution/ExecutionView.tsx'));
const MapRunView = lazy(() => import('./views/maprun/MapRunView.tsx'));
const CompareView = lazy(() => import('./views/compare/CompareView.tsx'));
const ImportView = lazy(() => import('./views/execution/ImportView.tsx'));

export function App() {
  // A session that has ended by itself begins again with what was not saved; who signs out leaves nothing behind.
  const [session, setSession] = useState<'goes on' | 'has ended' | 'was left'>('goes on');
  const designs = useMemo(() => new OpenDesigns(), []);
  useEffect(() => {
    // After the views have gone: one may still have kept a draft.
    if (session === 'was left') {
      forget(localStorage, 'drafts', 'inputs');
      designs.clear();
    }
  }, [session, designs]);
  const client = useMemo(
    () =>
      new QueryClient({
        queryCache: new QueryCache({
          onError: (error) => {
            if (error instanceof ApiError && error.isUnauthorized) {
              setSession('has ended');
            }
          },
        }),
        defaultOptions: { queries: { retry: shouldRetry, staleTime: 1000, refetchOnWindowFocus: true } },
      }),
    [],
  );
  return (
    <Crash>
      <QueryClientProvider client={client}>
        <Router base="/console">
          <a className="skip" href="#content">{texts.skipToContent}</a>
          <Header onSignOut={() => void signOut().finally(() => { client.clear(); setSession('was left'); })} />
          <main id="content" tabIndex={-1}>
            {session === 'goes on' ? <OpenDesignsContext value={designs}><Views /></OpenDesignsContext> : <SignIn onSignedIn={() => { client.clear(); setSession('goes on'); }} />}
          </main>
        </Router>
      </QueryClientProvider>
    </Crash>
  );
}

function Views() {
  return (
    <Suspense fallback={<Loading />}>
      <Switch>
        <Route path={patterns.machines} component={Machines} />
        <Route path={patterns.create} component={DesignerView} />
        <Route path={patterns.edit} component={DesignerView} />
        <Route path={patterns.compareVersions} component={CompareVersionsView} />
        <Route path={patterns.machine} component={MachineView} />
        <Route path={patterns.execution} component={ExecutionView} />
        <Route path={patterns.mapRun} component={MapRunView} />
        <Route path={patterns.compare} component={CompareView} />
        <Route path={patterns.history} component={ImportView} />
        <Route>
          <Empty title={texts.failure.notFound}><Link href={routes.machines()}>{texts.failure.home}</Link></Empty>
        </Route>
      </Switch>
    </Suspense>
  );
}

function Header({ onSignOut }: { onSignOut: () => void }) {
  const [theme, setTheme] = useTheme();
  const links = [
    [routes.machines(), texts.nav.machines],
    [routes.compare(), texts.nav.compare],
    [routes.history(), texts.nav.history],
  ] as const;
  return (
    <header className="top">
      <Link href={routes.machines()} className="product">{texts.product}</Link>
      <nav aria-label={texts.nav.main}>
        {links.map(([to, text]) => <Link key={to} href={to}>{text}</Link>)}
      </nav>
      <label className="theme">
        <span>{texts.theme.label}</span>
        <select value={theme} onChange={(e) => setTheme(e.target.value as Theme)}>
          {(['system', 'light', 'dark'] as const).map((each) => <option key={each} value={each}>{texts.theme[each]}</option>)}
        </select>
      </label>
      {hasSignedIn() ? <button type="button" className="quiet" onClick={onSignOut}>{texts.session.signOut}</button> : null}
    </header>
  );
}

/** What is shown where the page itself fails, in place of nothing. */
class Crash extends Component<{ children: ReactNode }, { error: Error | undefined }> {
  override state = { error: undefined as Error | undefined };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    return error ? (
      <main>
        <Empty title={texts.failure.crashed}>
          <p><code>{error.message}</code></p>
          <button type="button" onClick={() => location.reload()}>{texts.failure.reload}</button>
        </Empty>
      </main>
    ) : (
      this.props.children
    );
  }
}
