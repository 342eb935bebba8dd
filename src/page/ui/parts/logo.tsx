/** A sprout under a bell jar; its two leaves are the V. */
export const Logo = ({ size = 20 }: { readonly size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false" className="live">
    <path
      d="M2.75 13.5V7a5.25 5.25 0 0 1 10.5 0v6.5M1 13.9h14"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
    />
    <path
      d="M8 13.5v-3.2M8 10.6C7.9 8.2 6.8 6.9 4.7 6.5 4.7 9 5.8 10.5 8 10.6ZM8 10.6c.1-2.9 1.2-4.5 3.3-5.1.1 3-.9 4.8-3.3 5.1Z"
      fill="currentColor"
      stroke="currentColor"
      strokeWidth=".9"
      strokeLinejoin="round"
    />
  </svg>
);
