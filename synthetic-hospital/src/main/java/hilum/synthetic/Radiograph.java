package hilum.synthetic;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A frontal phantom radiograph: 8-bit greyscale, dense tissue bright, the patient's right on the
 * image's left.
 *
 * <p>The PNG is written by hand rather than by ImageIO because its bytes must be the same on every
 * JDK: the image is referred to by its SHA-256.
 *
 * @param width in pixels
 * @param height in pixels
 * @param pixels row by row from the top left, {@code width * height} unsigned bytes
 */
public record Radiograph(int width, int height, byte[] pixels) {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final String NOTICE =
            "Description\0Synthetic phantom radiograph. No patient was imaged.";

    public Radiograph {
        if (pixels.length != width * height) {
            throw new IllegalArgumentException(
                    "A radiograph of %d x %d pixels cannot hold %d bytes: pass width * height"
                            .formatted(width, height, pixels.length));
        }
        pixels = pixels.clone();
    }

    @Override
    public byte[] pixels() {
        return pixels.clone();
    }

    /** Brightness from 0 to 255 at column {@code x} and row {@code y}. */
    public int at(int x, int y) {
        return pixels[y * width + x] & 0xff;
    }

    /** The image as a PNG file that says in a text chunk that it is synthetic. */
    public byte[] png() {
        ByteArrayOutputStream png = new ByteArrayOutputStream(pixels.length);
        png.writeBytes(SIGNATURE);
        byte bitDepth = 8;
        byte greyscale = 0;
        byte[] header =
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put(bitDepth)
                        .put(greyscale)
                        .array();
        chunk(png, "IHDR", header);
        chunk(png, "tEXt", NOTICE.getBytes(StandardCharsets.ISO_8859_1));
        chunk(png, "IDAT", compressedRows());
        chunk(png, "IEND", new byte[0]);
        return png.toByteArray();
    }

    private byte[] compressedRows() {
        byte subtractLeft = 1;
        byte[] rows = new byte[(width + 1) * height];
        for (int y = 0; y < height; y++) {
            int row = y * (width + 1);
            rows[row] = subtractLeft;
            int left = 0;
            for (int x = 0; x < width; x++) {
                int pixel = at(x, y);
                rows[row + 1 + x] = (byte) (pixel - left);
                left = pixel;
            }
        }
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(rows.length);
        try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION)) {
            deflater.setStrategy(Deflater.HUFFMAN_ONLY);
            deflater.setInput(rows);
            deflater.finish();
            byte[] buffer = new byte[8192];
            while (!deflater.finished()) {
                compressed.write(buffer, 0, deflater.deflate(buffer));
            }
        }
        return compressed.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
        ByteBuffer chunk = ByteBuffer.allocate(data.length + 12).putInt(data.length);
        chunk.put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
        CRC32 crc = new CRC32();
        crc.update(chunk.array(), 4, data.length + 4);
        png.writeBytes(chunk.putInt((int) crc.getValue()).array());
    }
}
