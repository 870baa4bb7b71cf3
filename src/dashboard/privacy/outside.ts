import { useEffect, useState } from 'preact/hooks';

/**
 * Requests that this page has made to anything but the extension's own packaged files, as the browser
 * counted them in its list of resources: live. It should stay at 0 for ever; it is measured, not assumed.
 */
export function useRequestsOutside(): number {
  const [requests, setRequests] = useState(0);
  useEffect(() => {
    const observer = new PerformanceObserver((list) => {
      const outside = list.getEntries().filter(({ name }) => isOutside(name, location.href)).length;
      if (outside > 0) setRequests((now) => now + outside);
    });
    observer.observe({ type: 'resource', buffered: true });
    return () => observer.disconnect();
  }, []);
  return requests;
}

/** Whether an address leads out of the package that `own` is in. What a page makes itself (blob:, data:) doesn't. */
export function isOutside(address: string, own: string): boolean {
  if (!URL.canParse(address)) return true;
  const { protocol, host } = new URL(address);
  if (protocol === 'blob:' || protocol === 'data:') return false;
  const home = new URL(own);
  return protocol !== home.protocol || host !== home.host;
}
