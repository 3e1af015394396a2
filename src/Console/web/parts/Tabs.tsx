import { Link } from 'wouter';

/** The views of one thing, each at an address of its own. */
export function Tabs({ label, tabs, current }: { label: string; tabs: readonly { id: string; text: string; to: string }[]; current: string }) {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map((tab) => (
        <Link key={tab.id} href={tab.to} aria-current={tab.id === current ? 'page' : undefined}>{tab.text}</Link>
      ))}
    </nav>
  );
}
