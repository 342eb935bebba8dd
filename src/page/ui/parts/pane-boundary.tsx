import { Component, type ReactNode, Suspense } from "react";
import { Button } from "./button.tsx";
import { EmptyState } from "./empty-state.tsx";

interface BoundaryProps {
  readonly children: ReactNode;
}

/** React hears of an error while drawing only through a class. */
class ErrorBoundary extends Component<BoundaryProps, { readonly message: string | undefined }> {
  override state: { readonly message: string | undefined } = { message: undefined };

  static getDerivedStateFromError(cause: unknown): { readonly message: string } {
    return { message: cause instanceof Error ? cause.message : String(cause) };
  }

  override render(): ReactNode {
    if (this.state.message === undefined) return this.props.children;
    return (
      <div role="alert" className="grow">
        <EmptyState
          kind="error"
          title="This part of the page could not be shown"
          text={`What was stored is safe, and a run goes on without it. Reload the page to see it again. (${this.state.message})`}
        >
          <Button onClick={() => window.location.reload()}>Reload</Button>
        </EmptyState>
      </div>
    );
  }
}

/** A part of the page that may arrive later and may break alone: `waiting` holds its place, the others stay usable. */
export const PaneBoundary = ({ waiting, children }: { readonly waiting: ReactNode; readonly children: ReactNode }) => (
  <ErrorBoundary>
    <Suspense fallback={waiting}>{children}</Suspense>
  </ErrorBoundary>
);
