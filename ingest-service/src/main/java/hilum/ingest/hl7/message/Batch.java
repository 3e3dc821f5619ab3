package hilum.ingest.hl7.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one frame holds: a message, or several in the envelope of a batch ({@code FHS}, {@code BHS},
 * {@code BTS}, {@code FTS}).
 *
 * @param messages one after another, as they stand
 * @param enveloped whether they are answered as a batch
 */
public record Batch(List<byte[]> messages, boolean enveloped) {
    /** Messages of a batch at most; with more, the frame counts as one message. */
    private static final int MOST = 1_000;

    private static final Pattern BOUNDARY =
            Pattern.compile("(?:^|[\\r\\n])[ \\t\\n]*(FHS|BHS|MSH|BTS|FTS)(?=[^A-Za-z0-9\\r\\n])");
    private static final Pattern EMPTY_TRAILER =
            Pattern.compile("(?:[\\r\\n]+(?:BTS|FTS))+[\\r\\n]*$");

    public Batch {
        messages = List.copyOf(messages);
    }

    /** Splits a frame; what is no batch is one message, whatever it holds. */
    public static Batch of(byte[] frame) {
        String plain = new String(frame, StandardCharsets.ISO_8859_1);
        List<byte[]> messages = new ArrayList<>();
        boolean enveloped = false;
        int open = -1;
        Matcher boundary = BOUNDARY.matcher(plain);
        while (boundary.find()) {
            if (open >= 0) {
                messages.add(Arrays.copyOfRange(frame, open, boundary.start()));
            }
            if (messages.size() > MOST) {
                return new Batch(List.of(frame), false);
            }
            boolean message = boundary.group(1).equals("MSH");
            enveloped |= !message;
            open = message ? boundary.start(1) : -1;
        }
        if (open >= 0) {
            Matcher trailer = EMPTY_TRAILER.matcher(plain);
            int end = enveloped && trailer.find(open) ? trailer.start() : frame.length;
            messages.add(Arrays.copyOfRange(frame, open, end));
        }
        enveloped |= messages.size() > 1;
        return messages.isEmpty() && !enveloped
                ? new Batch(List.of(frame), false)
                : new Batch(messages, enveloped);
    }
}
