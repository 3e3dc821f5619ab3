package hilum.cli.send.hl7;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** A receiver of HL7 over MLLP that counts by control id (MSH-10) how often each message came. */
final class MllpReceiver implements AutoCloseable {
    private final Map<String, Integer> received = new ConcurrentHashMap<>();
    private final ServerSocket listener;
    private final UnaryOperator<String> answer;

    /** Answers with MSA and the text for a control id; null breaks off. */
    MllpReceiver(UnaryOperator<String> answer) throws IOException {
        this.answer = answer;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::listen);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    }

    /** How often each came. */
    Map<String, Integer> received() {
        return received;
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                Socket sender = listener.accept();
                Thread.ofVirtual().start(() -> serve(sender));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket sender) {
        try (sender) {
            sender.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(sender.getInputStream());
            StringBuilder frame = new StringBuilder();
            for (int each = in.read(); each >= 0; each = in.read()) {
                if (each != 0x1C) {
                    frame.append((char) each);
                    continue;
                }
                String id = frame.toString().split("\\|", 11)[9];
                frame.setLength(0);
                received.merge(id, 1, Integer::sum);
                String text = answer.apply(id);
                if (text == null) {
                    return;
                }
                sender.getOutputStream()
                        .write(
                                ("\u000BMSH|^~\\&|X\rMSA|" + text + "\r\u001C\r")
                                        .getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // The sender is gone.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
