import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Can, upload } from '../../../../web/api/index.ts';
import { attempt, Button, FileButton, Progress, toast, useSiteFilter } from '../../../../web/kit/index.ts';
import { addMedia } from '../../contract/content-routes.ts';
import { MEDIA_ACCEPT, type Media } from '../../contract/content-shapes.ts';

/** Uploads a picture or a PDF, and says how far it is. */
export function UploadButton({ onUploaded }: { onUploaded(media: Media): void }) {
  const { t } = useTranslation('screens');
  const siteId = useSiteFilter();
  const [sending, setSending] = useState<{ readonly name: string; readonly sent: number } | null>(null);
  const send = async (file: File) => {
    setSending({ name: file.name, sent: 0 });
    try {
      const input = { name: file.name.slice(-200), ...(siteId === undefined ? {} : { siteId }) };
      const media = await upload(addMedia, input, file, (sent) => setSending({ name: file.name, sent }));
      toast.done(t('media.uploaded', { name: media.name }));
      onUploaded(media);
    } finally {
      setSending(null);
    }
  };
  return (
    <Can do="screens:schedule">
      <FileButton accept={MEDIA_ACCEPT} onChange={(file) => file !== null && attempt(() => send(file))}>
        {(props) => (
          <Button {...props} variant="default" loading={sending !== null}>
            {t('media.upload')}
          </Button>
        )}
      </FileButton>
      {sending !== null && <Progress value={sending.sent * 100} w={160} aria-label={t('media.uploading', { name: sending.name })} />}
    </Can>
  );
}
