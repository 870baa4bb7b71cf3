import { useRef } from 'preact/hooks';

/** A button that lets the person pick a file, and hands it on. */
export function FileButton({
  name,
  accept,
  disabled = false,
  take,
}: {
  name: string;
  /** Ends of names, as `<input accept>` has them. */
  accept: string;
  disabled?: boolean;
  take: (file: File) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" disabled={disabled} onClick={() => input.current?.click()}>
        {name}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          // So that the same file can be picked again.
          currentTarget.value = '';
          if (file) take(file);
        }}
      />
    </>
  );
}
