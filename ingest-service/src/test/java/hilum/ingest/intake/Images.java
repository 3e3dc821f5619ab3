package hilum.ingest.intake;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Images as tests need them: sound ones, and ones that lie. */
public final class Images {
    private static final int HEADER_END = 33;

    private Images() {}

    /** Seeded noise over a gradient. */
    public static BufferedImage grey(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        Random random = new Random(7);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.getRaster().setSample(x, y, 0, (x + y + random.nextInt(40)) & 0xff);
            }
        }
        return image;
    }

    public static byte[] encode(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        return out.toByteArray();
    }

    /** A PNG with a tEXt chunk behind its header. */
    static byte[] withTextChunk(byte[] png, String text) {
        byte[] chunk = chunk("tEXt", text.getBytes(StandardCharsets.ISO_8859_1));
        return ByteBuffer.allocate(png.length + chunk.length)
                .put(png, 0, HEADER_END)
                .put(chunk)
                .put(png, HEADER_END, png.length - HEADER_END)
                .array();
    }

    /** A PNG whose header claims another size. */
    public static byte[] withSize(byte[] png, int width, int height) {
        byte[] header = new byte[13];
        System.arraycopy(png, 16, header, 0, header.length);
        ByteBuffer.wrap(header).putInt(width).putInt(height);
        byte[] chunk = chunk("IHDR", header);
        return ByteBuffer.wrap(png.clone()).put(8, chunk).array();
    }

    private static byte[] chunk(String type, byte[] data) {
        ByteBuffer chunk = ByteBuffer.allocate(12 + data.length);
        chunk.putInt(data.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
        CRC32 crc = new CRC32();
        crc.update(chunk.array(), 4, 4 + data.length);
        return chunk.putInt((int) crc.getValue()).array();
    }
}
