package hilum.ingest.intake;

import hilum.transport.ArtifactStore;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * The images of studies in the artifact store: by content inside a folder of each study's own. No
 * two studies share a file, so that an erased study's images can be deleted without asking who else
 * has them, whoever stores the same pixels meanwhile.
 *
 * @param store where the folders lie
 */
public record StudyImages(ArtifactStore store) {
    private static final Pattern STUDY = Pattern.compile("[0-9a-f]{32}");
    private static final int SPREAD = 2;

    /**
     * Stores an image of a study once.
     *
     * @return its location
     */
    String keep(String study, Radiograph image) throws IOException {
        return store.putByContent(folder(study), "png", image.png());
    }

    /**
     * Deletes every image of a study, also those that no event names.
     *
     * @return how many there were
     */
    public int delete(String study) throws IOException {
        return store.deleteFolder(folder(study));
    }

    private static String folder(String study) {
        if (!STUDY.matcher(study).matches()) {
            throw new IllegalArgumentException(
                    "%s is no study id: name the pseudonym of 32 hexadecimal characters"
                            .formatted(study));
        }
        return "images/%s/%s".formatted(study.substring(0, SPREAD), study);
    }
}
