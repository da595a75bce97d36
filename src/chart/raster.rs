//! A figure as pixels (PNG) and as a page (PDF).

use resvg::{tiny_skia, usvg};

use super::svg::tree;
use super::{Figure, RenderError};

/// The most pixels of an image: 256 megabytes of memory.
const MOST_PIXELS: u64 = 64 * 1024 * 1024;

/// The figure as PNG, `pixels_per_point` pixels for each logical pixel.
///
/// # Errors
/// When the image would be too large or cannot be encoded.
pub fn to_png(figure: &Figure, pixels_per_point: f32) -> Result<Vec<u8>, RenderError> {
    let scale = if pixels_per_point.is_finite() { pixels_per_point.clamp(0.05, 32.0) } else { 1.0 };
    let side = |length: f32| (length * scale).round().max(1.0) as u32;
    let (width, height) = (side(figure.width), side(figure.height));
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(RenderError::TooLarge(width, height));
    }
    let tree = tree(figure)?;
    let mut pixmap = tiny_skia::Pixmap::new(width, height).ok_or(RenderError::TooLarge(width, height))?;
    resvg::render(&tree, usvg::Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|error| RenderError::Png(error.to_string()))
}

/// The figure as a PDF of one page, one point for each logical pixel, with text that can be searched.
///
/// # Errors
/// When the document cannot be written.
pub fn to_pdf(figure: &Figure) -> Result<Vec<u8>, RenderError> {
    let tree = tree(figure)?;
    let options = svg2pdf::ConversionOptions::default();
    svg2pdf::to_pdf(&tree, options, svg2pdf::PageOptions::default())
        .map_err(|error| RenderError::Pdf(error.to_string()))
}
