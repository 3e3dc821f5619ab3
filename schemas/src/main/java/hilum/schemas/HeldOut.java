package hilum.schemas;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The evaluation split: one study in five, chosen by its id alone, never trains. */
public final class HeldOut {
    private static final int PARTS = 5;

    private HeldOut() {}

    /**
     * Whether SHA-256 of the study id, its first eight bytes as an unsigned integer, is 0 modulo 5.
     */
    public static boolean test(String studyId) {
        byte[] digest = Sha256.of(studyId.getBytes(StandardCharsets.UTF_8));
        return Long.remainderUnsigned(ByteBuffer.wrap(digest).getLong(), PARTS) == 0;
    }
}
