package hilum.ingest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads a stream line by line; a line over the limit is read past and not kept. */
public final class Lines {
    /**
     * Bytes of a line at most: a report at its limit, every character escaped, with room to spare.
     */
    static final int LONGEST = 2 << 20;

    private final InputStream in;
    private final int longest;
    private ByteArrayOutputStream line = new ByteArrayOutputStream(4096);
    private boolean tooLong;

    Lines(InputStream in) {
        this(in, LONGEST);
    }

    /**
     * @param longest bytes of a line that are kept at most
     */
    public Lines(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /** Goes to the next line; false at the end. */
    public boolean next() throws IOException {
        line = new ByteArrayOutputStream(4096);
        tooLong = false;
        int read = in.read();
        if (read < 0) {
            return false;
        }
        for (; read >= 0 && read != '\n'; read = in.read()) {
            if (line.size() < longest) {
                line.write(read);
            } else {
                tooLong = true;
            }
        }
        return true;
    }

    public boolean tooLong() {
        return tooLong;
    }

    public boolean blank() {
        for (byte each : line.toByteArray()) {
            if (each > ' ' || each < 0) {
                return false;
            }
        }
        return true;
    }

    public byte[] bytes() {
        return line.toByteArray();
    }
}
