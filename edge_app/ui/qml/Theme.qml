import QtQuick

// Sizes, colours, the pause after a change and how a number is written. One unit is one pixel of an 800 x 480 panel of 7 inches
// (5.25 px/mm), so 64 units are 12 mm.
// Normal and abnormal are Okabe and Ito's sky blue and orange, which people with any colour vision can tell apart; colour is never
// the only cue.
QtObject {
    property real unit: 1
    property bool roomy: false // whether there is room for what smaller screens leave out
    property int holdTime: 1200 // ms for which a button that cannot be undone has to be held
    property int tapPause: 300 // ms after the screen has changed in which it takes no touch, see TapGuard.qml

    readonly property real touch: 64 * unit
    readonly property real handle: 48 * unit // of a slider, 9 mm
    readonly property real gap: 12 * unit
    readonly property real radius: 8 * unit
    readonly property real small: Math.ceil(16 * unit) // 3 mm: no text is smaller
    readonly property real body: Math.ceil(17 * unit)
    readonly property real large: 24 * unit
    readonly property real huge: 44 * unit

    readonly property color ground: "#0a0d10"
    readonly property color panel: "#12181d"
    readonly property color raised: "#1f2930"
    readonly property color line: "#2b3740"
    readonly property color text: "#e8eef2"
    readonly property color faint: "#93a3af"
    readonly property color normal: "#56b4e9"
    readonly property color abnormal: "#e69f00"
    readonly property color good: "#2fc79a" // live, saved, sent: of no finding's colour
    readonly property color warning: "#f0e442"
    readonly property color alarm: "#d55e00"

    // Pixels a unit on a screen of `width` x `height` px. A panel shows everything as large as it fits. On a larger screen a unit has
    // its size in millimetres, and a third more because one sits farther away: what remains is room. pixelsPerMm: as Qt has it; 96
    // and 100 dots an inch stand for a screen that does not say how large it is, and such a one is taken for 15.6 inches.
    function unitFor(width: real, height: real, pixelsPerMm: real): real {
        const fit = height > width ? Math.min(width / 480, height / 800) : Math.min(width / 800, height / 480)
        if (fit <= maxSpread)
            return fit
        const unknown = pixelsPerMm <= 0 || [96, 100].some(dpi => Math.abs(25.4 * pixelsPerMm - dpi) < 0.5)
        const density = unknown ? Math.hypot(width, height) / (15.6 * 25.4) : pixelsPerMm
        return Math.max(fit / maxSpread, Math.min(fit, 1.3 * density / 5.25))
    }
    readonly property real maxSpread: 1.9 // times as many units as the smallest panel has, either way

    // A number written by toFixed() or toPrecision(), as the language of the screen writes it.
    function localised(number: string): string {
        return number.replace(".", qsTr(".", "decimal separator"))
    }

    // What a language has besides A to Z.
    function extraLetters(language: string): string {
        return language === "de" ? "ÄÖÜß" : language === "es" ? "ÁÉÍÓÚÑ" : ""
    }

    // Whether a key event types a character, and is no control key or shortcut.
    function isTyped(event: var): bool {
        return event.text.length === 1 && event.text >= " " && event.text !== "\x7f"
               && !(event.modifiers & (Qt.ControlModifier | Qt.AltModifier | Qt.MetaModifier))
    }

    function labelColour(label: string): color {
        return label === "normal" ? normal : label === "abnormal" ? abnormal : faint
    }
}
