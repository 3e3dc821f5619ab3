package hilum.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * The lines of a UTF-8 file, one at a time, blank ones left out; a line is bounded, so that a file
 * that is none of lines does not fill the memory.
 */
public final class Lines implements AutoCloseable {
    private static final int MOST_BYTES = 16 << 20;

    private final Path file;
    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long number;

    private Lines(Path file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    /** Lines of a file. */
    public static Lines open(Path file) throws IOException {
        return new Lines(file, new BufferedInputStream(Files.newInputStream(file), 1 << 16));
    }

    /** Lines whose bytes go into a digest as they are read. */
    public static Lines open(Path file, MessageDigest digest) throws IOException {
        return new Lines(
                file,
                new BufferedInputStream(
                        new DigestInputStream(Files.newInputStream(file), digest), 1 << 16));
    }

    /** Lines of a file, or of standard input where the name is a dash. */
    public static Lines openOrStandardInput(Path file) throws IOException {
        if (file.toString().equals("-")) {
            return new Lines(Path.of("standard input"), new BufferedInputStream(System.in));
        }
        if (!Files.isRegularFile(file)) {
            throw Failure.failed(
                    "There is no file %s: name a JSON Lines file, or - for standard input", file);
        }
        return open(file);
    }

    /** The next line that is not blank; empty at the end. */
    public Optional<String> next() throws IOException {
        for (int last = readLine(); last >= 0 || line.size() > 0; last = readLine()) {
            String text = decoded();
            if (!text.isBlank()) {
                return Optional.of(text);
            }
            if (last < 0) {
                break;
            }
        }
        return Optional.empty();
    }

    /** The number in the file of the line that {@link #next} gave last, from 1. */
    public long number() {
        return number;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Where the line stands that {@link #next} gave last, for messages. */
    public String place() {
        return "%s line %d".formatted(file, number);
    }

    /** Reads up to a line feed; returns it, or -1 at the end of the file. */
    private int readLine() throws IOException {
        line.reset();
        int next = in.read();
        if (next >= 0) {
            number++;
        }
        while (next >= 0 && next != '\n') {
            if (line.size() == MOST_BYTES) {
                throw Failure.failed(
                        "%s line %d is longer than %d MB: give one JSON object a line",
                        file, number, MOST_BYTES >> 20);
            }
            line.write(next);
            next = in.read();
        }
        return next;
    }

    private String decoded() {
        try {
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(line.toByteArray()))
                            .toString();
            return number == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw Failure.failed("%s line %d is not UTF-8: convert the file", file, number);
        }
    }
}
