package hilum.acceptance;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One MLLP connection of a feed: fills its window, then takes an answer for each further message.
 * What is lost with a connection goes first over the next one. Confined to one thread.
 */
final class MllpLane {
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final byte START = 0x0B;
    private static final byte END = 0x1C;

    private final InetSocketAddress receiver;
    private final int ahead;
    private final RunningFeed feed;

    /** To be sent again, before anything new. */
    private final Deque<RunningFeed.Message> again = new ArrayDeque<>();

    /** Sent and not answered, by control id. */
    private final Map<String, RunningFeed.Message> underWay = new LinkedHashMap<>();

    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private boolean exhausted;
    private boolean refused;

    MllpLane(InetSocketAddress receiver, int ahead, RunningFeed feed) {
        this.receiver = receiver;
        this.ahead = ahead;
        this.feed = feed;
    }

    void run() {
        try {
            while (!feed.isClosed() && hasWork()) {
                try {
                    connect();
                    fill();
                    if (!underWay.isEmpty()) {
                        take(answer());
                    }
                } catch (SocketTimeoutException e) {
                    lose("no answer in time");
                } catch (IOException e) {
                    lose("connection lost");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    private boolean hasWork() {
        return !exhausted || !again.isEmpty() || !underWay.isEmpty();
    }

    private void connect() throws IOException {
        if (socket == null) {
            Socket fresh = new Socket();
            fresh.setTcpNoDelay(true);
            fresh.connect(receiver, (int) ANSWER.toMillis());
            fresh.setSoTimeout((int) ANSWER.toMillis());
            in = new BufferedInputStream(fresh.getInputStream());
            out = new BufferedOutputStream(fresh.getOutputStream(), 1 << 16);
            socket = fresh;
        }
    }

    /** After an AE nothing goes out before all is answered, and then not at once. */
    private void fill() throws IOException, InterruptedException {
        if (refused && !underWay.isEmpty()) {
            return;
        }
        if (refused) {
            refused = false;
            Thread.sleep(PAUSE);
        }
        while (underWay.size() < ahead) {
            RunningFeed.Message message = again.isEmpty() ? feed.next() : again.removeFirst();
            if (message == null) {
                exhausted = true;
                break;
            }
            underWay.put(message.controlId(), message);
            feed.left();
            out.write(START);
            out.write(message.content());
            out.write(END);
            out.write('\r');
        }
        out.flush();
    }

    private String answer() throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        for (int each = read(); each != END; each = read()) {
            if (each != START && each != '\n') {
                frame.write(each);
            }
        }
        return frame.toString(StandardCharsets.UTF_8).strip();
    }

    private int read() throws IOException {
        int each = in.read();
        if (each < 0) {
            throw new IOException("the receiver closed the connection");
        }
        return each;
    }

    private void take(String acknowledgement) {
        String[] fields =
                acknowledgement
                        .substring(acknowledgement.indexOf("\rMSA|") + 1)
                        .split("\r", 2)[0]
                        .split("\\|", -1);
        RunningFeed.Message message = underWay.remove(fields[2]);
        if (message == null) {
            feed.wrong("An answer to nothing that is under way: " + fields[2]);
            return;
        }
        String reason = fields.length > 3 ? fields[3] : "";
        if (fields[1].equals("AE")) {
            again.addLast(message);
            refused = true;
            feed.again(reason);
        } else {
            feed.answered(message, fields[1], reason);
        }
    }

    private void lose(String why) throws InterruptedException {
        close();
        underWay.values().forEach(lost -> feed.again(why));
        Deque<RunningFeed.Message> first = new ArrayDeque<>(underWay.values());
        first.addAll(again);
        again.clear();
        again.addAll(first);
        underWay.clear();
        Thread.sleep(PAUSE);
    }

    private void close() {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is of no use any more, closed or not.
            }
            socket = null;
        }
    }
}
