package hilum.cli.send;

import hilum.cli.Failure;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One MLLP connection that sends a message, waits for its acknowledgement, and sends again, with
 * growing pauses, what was answered {@code AE} or not at all. Confined to one thread.
 */
public final class MllpSender implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final int LARGEST_ANSWER = 1 << 20;
    private static final Pattern ERROR = Pattern.compile("[0-9]{1,5}");

    private final InetSocketAddress receiver;
    private Socket socket;
    private InputStream in;

    public MllpSender(InetSocketAddress receiver) {
        this.receiver = receiver;
    }

    /**
     * An acknowledgement.
     *
     * @param code {@code AA}, {@code AR} and their like
     * @param error code of the error (ERR-3); empty if it has none
     * @param reason the receiver's words; empty if it has none
     * @param retries how often it was sent again before
     */
    public record Answer(String code, String error, String reason, int retries) {
        /** Whether the receiver has the message. */
        public boolean accepted() {
            return code.endsWith("A");
        }

        private boolean saysAgain() {
            return code.endsWith("E");
        }
    }

    /**
     * Delivers a message.
     *
     * @throws Failure if the receiver is away, or keeps answering AE, for minutes
     */
    public Answer deliver(byte[] message) throws InterruptedException {
        Patience patience = new Patience();
        for (int retries = 0; ; retries++) {
            String obstacle;
            try {
                Answer answer = exchange(message, retries);
                if (!answer.saysAgain()) {
                    return answer;
                }
                obstacle = "answers AE: " + answer.reason();
            } catch (IOException e) {
                close();
                obstacle = e.getMessage();
            }
            patience.await(
                    "HL7 at %s has taken nothing for %d minutes (%s): see hilum status, then send it again",
                    receiver, Patience.minutes(), obstacle);
        }
    }

    private Answer exchange(byte[] message, int retries) throws IOException {
        connect();
        byte[] frame = new byte[message.length + 3];
        frame[0] = 0x0B;
        System.arraycopy(message, 0, frame, 1, message.length);
        frame[message.length + 1] = 0x1C;
        frame[message.length + 2] = 0x0D;
        socket.getOutputStream().write(frame);
        return answer(frame(), retries);
    }

    private void connect() throws IOException {
        if (socket == null) {
            Socket fresh = new Socket();
            fresh.setTcpNoDelay(true);
            fresh.connect(receiver, (int) CONNECT.toMillis());
            fresh.setSoTimeout((int) ANSWER.toMillis());
            socket = fresh;
            in = new BufferedInputStream(fresh.getInputStream());
        }
    }

    private String frame() throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        for (int each = in.read(); each != 0x0B; each = in.read()) {
            if (each < 0) {
                throw new IOException("it closed the connection");
            }
        }
        for (int each = in.read(); each != 0x1C; each = in.read()) {
            if (each < 0 || frame.size() > LARGEST_ANSWER) {
                throw new IOException("it broke off its answer");
            }
            frame.write(each);
        }
        return frame.toString(StandardCharsets.UTF_8);
    }

    private static Answer answer(String acknowledgement, int retries) throws IOException {
        String[] segments = acknowledgement.split("[\\r\\n]+");
        char separator =
                acknowledgement.startsWith("MSH") && acknowledgement.length() > 3
                        ? acknowledgement.charAt(3)
                        : '|';
        String code = field("MSA", 1, segments, separator);
        if (code.isEmpty()) {
            throw new IOException("its answer has no MSA");
        }
        Matcher error = ERROR.matcher(field("ERR", 3, segments, separator));
        return new Answer(
                code,
                error.lookingAt() ? error.group() : "",
                field("MSA", 3, segments, separator),
                retries);
    }

    private static String field(String name, int number, String[] segments, char separator) {
        for (String segment : segments) {
            if (segment.startsWith(name + separator)) {
                String[] fields = segment.split(Pattern.quote("" + separator), -1);
                return fields.length > number ? fields[number].strip() : "";
            }
        }
        return "";
    }

    @Override
    public void close() {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // It is of no use any more, closed or not.
        } finally {
            socket = null;
        }
    }
}
