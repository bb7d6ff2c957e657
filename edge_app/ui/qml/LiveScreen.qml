import QtQuick

// The image with the panel beside it, or below it on a portrait screen.
Item {
    id: screen
    required property var live
    required property var region
    required property Theme theme
    required property var translator
    property var exam: null
    property var calibration: null
    property var marking: null
    property var validation: null
    readonly property bool scaling: Boolean(calibration) && calibration.isOpen
    readonly property bool marks: Boolean(marking) && marking.isOpen
    readonly property bool tapping: scaling || marks
    readonly property bool portrait: height > width
    readonly property alias typing: noteEntry.visible
    Keys.forwardTo: [noteEntry]

    LiveView {
        id: view
        width: screen.portrait ? parent.width : parent.width - panel.width
        height: screen.portrait ? parent.height - panel.height : parent.height
        visible: !screen.tapping
        live: screen.live
        region: screen.region
        calibration: screen.calibration
        marking: screen.marking
        validation: screen.validation
        calipers: screen.exam ? screen.exam.frozenCalipers : null
        theme: screen.theme
    }

    // Over the deepest part of the image, above what an exam shows there and beside the button that fits the region to the muscle:
    // skin and muscle stay in view.
    BoardNote {
        objectName: "boardNote"
        anchors { right: view.right; bottom: strip.active ? strip.top : view.bottom; margins: screen.theme.gap / 2 }
        maxWidth: view.width - screen.theme.gap - 3.4 * screen.theme.touch
        hidden: screen.tapping
        live: screen.live
        theme: screen.theme
    }

    Loader {
        id: strip
        active: Boolean(screen.exam)
        visible: !screen.tapping
        anchors { left: view.left; right: view.right; bottom: view.bottom; margins: screen.theme.gap / 2 }
        sourceComponent: ExamStrip {
            exam: screen.exam
            live: screen.live
            theme: screen.theme
            onNoteAsked: noteEntry.ask(qsTr("Note on this image"), screen.exam.imageNote, false, 0, 0, value => screen.exam.writeImageNote(value))
        }
    }

    SidePanel {
        id: panel
        objectName: "panel"
        portrait: screen.portrait
        width: screen.portrait ? parent.width : (screen.theme.roomy ? 340 : 232) * screen.theme.unit
        height: screen.portrait ? 310 * screen.theme.unit : parent.height
        anchors { right: parent.right; bottom: parent.bottom }
        visible: !screen.tapping
        live: screen.live
        exam: screen.exam
        validation: screen.validation
        theme: screen.theme
    }

    Loader {
        anchors.fill: parent
        active: screen.marks
        sourceComponent: TapSettingScreen {
            marking: screen.marking
            live: screen.live
            theme: screen.theme
            panelWidth: panel.width
            panelHeight: panel.height
            portrait: screen.portrait
        }
    }

    Loader {
        anchors.fill: parent
        active: screen.scaling
        sourceComponent: TapScaleScreen {
            calibration: screen.calibration
            marking: screen.marking
            live: screen.live
            theme: screen.theme
            panelWidth: panel.width
            panelHeight: panel.height
            portrait: screen.portrait
        }
    }

    TextEntry {
        id: noteEntry
        anchors.fill: parent
        theme: screen.theme
        maxLength: screen.exam ? screen.exam.longestNote : 0
        extraLetters: theme.extraLetters(screen.translator.current)
    }

    TapGuard { anchors.fill: parent; theme: screen.theme; change: noteEntry.visible }
}
