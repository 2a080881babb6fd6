import markUrl from '../theme/mark.svg';

/** Our mark and name. */
export function ConsoleMark() {
  return (
    <div className="ct-console-mark">
      <img src={markUrl} alt="" width={24} height={24} />
      <span>Caretaker</span>
    </div>
  );
}
