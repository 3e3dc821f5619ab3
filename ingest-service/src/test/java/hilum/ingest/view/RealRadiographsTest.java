package hilum.ingest.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import hilum.ingest.pacs.Attributes;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The judgements over frontal radiographs of ChestX-ray14, which carry the marks that radiographers
 * leave: L, R, PORTABLE, SUPINE, arrows.
 */
class RealRadiographsTest {
    private static final int EVERY = Integer.getInteger("hilum.test.every", 8);

    private static List<Path> images;

    @BeforeAll
    static void findTheImages() throws IOException {
        try (Stream<Path> files = Files.list(SharedData.of("nih-chestxray14-1000/images"))) {
            List<Path> all = files.sorted().toList();
            images = new ArrayList<>();
            for (int i = 0; i < all.size(); i += EVERY) {
                images.add(all.get(i));
            }
        }
    }

    @Test
    void frontalViewsAreTakenForFrontalByThePictureAlone() {
        Attributes silent = new Attributes(JsonNodeFactory.instance.objectNode());

        double share = share(image -> FrontalView.of(silent, pixels(image)).probability() >= 0.5);

        System.out.printf("frontal by the picture alone: %.3f of %d%n", share, images.size());
        assertThat(share).isGreaterThan(0.95);
    }

    @Test
    void radiographersMarksAreNotTakenForNames() {
        double share = share(image -> BurnedInText.seen(pixels(image)));

        System.out.printf("held without reason: %.3f of %d%n", share, images.size());
        assertThat(share).isLessThan(0.03);
    }

    @Test
    void namesThatCanBeReadAreFound() {
        Random random = new Random(1);
        int readable = 0;
        int found = 0;
        for (Path file : images) {
            BufferedImage image = read(file);
            int x = random.nextInt(image.getWidth() * 6 / 10);
            int y = 12 + random.nextInt(image.getHeight() - 60);
            int size = 9 + random.nextInt(6);
            if (brightness(image, x, y, size) < 215) {
                readable++;
                boolean block = random.nextBoolean();
                write(image, x, y, size, block);
                found += BurnedInText.seen(pixels(image)) ? 1 : 0;
            }
        }
        System.out.printf("names found: %d of %d%n", found, readable);
        assertThat((double) found / readable).isGreaterThan(0.85);
    }

    private static double share(Predicate<BufferedImage> judgement) {
        return (double) images.stream().filter(file -> judgement.test(read(file))).count()
                / images.size();
    }

    private static BufferedImage read(Path file) {
        try {
            BufferedImage read = ImageIO.read(file.toFile());
            BufferedImage grey =
                    new BufferedImage(
                            read.getWidth(), read.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
            grey.getRaster()
                    .setRect(
                            read.getRaster()
                                    .createChild(
                                            0,
                                            0,
                                            read.getWidth(),
                                            read.getHeight(),
                                            0,
                                            0,
                                            new int[] {0}));
            return grey;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static double brightness(BufferedImage image, int x, int y, int size) {
        double sum = 0;
        int wide = Math.min(12 * size, image.getWidth() - x);
        for (int dy = -size; dy < 0; dy++) {
            for (int dx = 0; dx < wide; dx++) {
                sum += image.getRaster().getSample(x + dx, Math.max(0, y + dy), 0);
            }
        }
        return sum / (size * wide);
    }

    private static void write(BufferedImage image, int x, int y, int size, boolean block) {
        Graphics2D pen = image.createGraphics();
        pen.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, size));
        pen.setColor(Color.WHITE);
        if (block) {
            pen.drawString("DOE JANE", x, y);
            pen.drawString("1963-05-01 F", x, y + size * 5 / 4);
            pen.drawString("MRN 123", x, y + size * 10 / 4);
        } else {
            pen.drawString("DOE, JANE  MRN 1234567", x, y);
        }
        pen.dispose();
    }

    private static Pixels pixels(BufferedImage image) {
        try {
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            ImageIO.write(image, "png", png);
            return Pixels.of(png.toByteArray(), 1_024);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
