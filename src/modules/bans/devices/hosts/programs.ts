/** What may be run on a host: nothing else. Files and folders are absolute paths of that host. */
export type HostProgram =
  /** `fail2ban-client -d`: the effective stream of the host's configuration, or of another folder. */
  | { readonly program: 'dump'; readonly configFolder?: string }
  /** `fail2ban-client -t`: whether the files can be read at all; says nothing of what they mean. */
  | { readonly program: 'test'; readonly configFolder?: string }
  | { readonly program: 'reload' }
  | { readonly program: 'reload-jail'; readonly jail: string }
  /** `fail2ban-client --str2sec`: only what the documented grammar of durations admits may be given. */
  | { readonly program: 'str2sec'; readonly text: string }
  /** `fail2ban-regex`, without looking up names. */
  | {
      readonly program: 'regex';
      readonly configFolder?: string;
      /** A log file, or lines, which are laid into a temporary file. */
      readonly log: { readonly path: string } | { readonly lines: string };
      /** A filter's name with its options, `sshd[mode=aggressive]`, the path of a filter file, or a regular expression. */
      readonly filter: string;
      readonly ignoreRegex?: string;
      readonly datePattern?: string;
      /** `row`: one row for each match, for programs. Absent: the report for people. */
      readonly output?: 'row' | 'id' | 'ip' | 'msg';
      readonly printAll?: 'matched' | 'missed' | 'ignored';
      readonly maxLines?: number;
      /** IANA zone of log lines without one. */
      readonly timeZone?: string;
      /** Names stand as they are, instead of matching nothing; neither asks a name server. */
      readonly names?: 'raw';
      /** Tells step by step what is done with each line (log level 7, filter.py), between the rows. */
      readonly trace?: true;
      /** IANA zone that the program runs in: what times mean that name none. */
      readonly zone?: string;
      /** Seconds since 1970: what fail2ban-regex takes for now, which decides the year of a line that has none. */
      readonly asOf?: number;
    }
  /** The last lines of a log file. */
  | { readonly program: 'log-tail'; readonly path: string; readonly lines: number };

export interface ProgramLimits {
  /** 30 s unless told. */
  readonly seconds?: number;
  /** Of both outputs together; 8 MiB unless told. */
  readonly outputBytes?: number;
}

export interface ProgramOutput {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}
