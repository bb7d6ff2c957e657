import QtQuick

// The whole screen: the current step of the exam, or only the live view; the lock over it; and the notice, which is always shown.
Rectangle {
    id: screen
    required property var live
    required property var region
    property var exam: null
    property var lock: null
    property var purpose: null
    property var drift: null
    property var people: null
    property var settings: null
    property var calibration: null
    property var marking: null
    property var validation: null
    required property var translator
    property var freezeKeys: []
    property real pixelsPerMm: Screen.pixelDensity / Screen.devicePixelRatio
    readonly property alias sharedTheme: theme
    property alias tapPause: theme.tapPause
    property alias holdTime: theme.holdTime
    property bool closed: false // items that refer to Python objects are unloaded first
    readonly property bool locked: Boolean(lock) && lock.isLocked
    readonly property bool managing: Boolean(people) && people.isOpen && !locked
    readonly property bool asking: Boolean(purpose) && purpose.isOpen && !locked && !managing
    readonly property bool checking: Boolean(drift) && drift.isOpen && !locked && !managing && !asking
    readonly property bool showingValidation: Boolean(validation) && validation.isOpen && probing && !locked && !managing && !asking && !checking
    readonly property var stored: exam ? exam.storedExams : null
    readonly property bool listing: Boolean(stored) && stored.isOpen && ["patient", "protocol", "summary"].includes(step)
                                    && !locked && !managing && !asking && !checking
    readonly property bool setting: Boolean(settings) && settings.isOpen && !locked && !managing && !asking && !checking && !listing
    readonly property bool erased: Boolean(settings) && (settings.erasure.isBusy || settings.erasure.isOver)
    readonly property bool restored: Boolean(settings) && settings.restore.isCovering && !erased
    readonly property bool measuring: Boolean(exam) && exam.measuring.isOpen && !locked && !managing && !asking && !checking && !setting
                                      && (listing || probing && !showingValidation)
    readonly property bool trending: Boolean(exam) && exam.trends.isOpen && (listing || step === "summary") && !locked && !managing && !asking && !checking
    readonly property bool playing: Boolean(stored) && stored.exam.clipIsOpen && step === "review" && !locked && !managing && !asking && !checking && !setting
    readonly property bool covered: restored || playing || measuring || trending || locked || managing || asking || checking || showingValidation || listing || setting // another screen is in front
    readonly property bool tapping: Boolean(calibration) && calibration.isOpen || Boolean(marking) && marking.isOpen
    readonly property string step: exam ? exam.step : "live"
    readonly property bool probing: step === "live" || step === "review"
    color: "black"
    focus: true // no button takes it: keys that are no shortcut go to the screen in front
    Keys.forwardTo: locked ? [pinLoader] : managing ? [peopleLoader] : listing ? [listLoader] : setting ? [settingsLoader] : covered ? [] : probing ? [liveScreen] : [stepLoader]

    Theme {
        id: theme
        unit: unitFor(screen.width, screen.height, screen.pixelsPerMm)
        roomy: screen.width > screen.height && screen.width >= 1100 * unit
    }

    Shortcut {
        sequences: screen.freezeKeys
        autoRepeat: false // a foot may stay on the pedal
        enabled: screen.probing && !screen.covered && !tapGuard.visible && !(screen.exam && screen.exam.isBusy)
                 && !screen.tapping && !liveScreen.typing
        onActivated: screen.live.toggleFreeze()
    }
    Shortcut {
        sequence: "H"
        autoRepeat: false
        enabled: !screen.freezeKeys.includes("H") && screen.probing && !screen.locked && !screen.tapping && !liveScreen.typing
        onActivated: screen.live.toggleHeat()
    }
    Shortcut {
        sequence: "Ctrl+Q" // not StandardKey.Quit, which has no key without a desktop's theme
        enabled: !screen.locked
        onActivated: Qt.quit()
    }

    Item {
        id: content
        visible: !screen.covered
        anchors { left: parent.left; right: parent.right; top: parent.top; bottom: notice.top }

        LiveScreen {
            id: liveScreen
            anchors.fill: parent
            visible: screen.probing
            live: screen.live
            region: screen.region
            exam: screen.exam
            calibration: screen.calibration
            marking: screen.marking
            validation: screen.validation
            translator: screen.translator
            theme: theme
        }

        Loader {
            id: stepLoader
            Keys.forwardTo: [item]
            anchors.fill: parent
            active: !screen.probing && !screen.closed
            sourceComponent: screen.step === "patient" || screen.step === "correction" ? patient : screen.step === "protocol" ? protocol
                           : screen.step === "summary" ? summary : screen.step === "verdict" ? verdict : done
        }

        Component { id: patient; PatientForm { exam: screen.exam; lock: screen.lock; drift: screen.drift; settings: screen.settings; translator: screen.translator; theme: screen.sharedTheme } }
        Component { id: protocol; Protocol { exam: screen.exam; lock: screen.lock; translator: screen.translator; theme: screen.sharedTheme } }
        Component { id: summary; Summary { exam: screen.exam; lock: screen.lock; translator: screen.translator; theme: screen.sharedTheme } }
        Component { id: verdict; VerdictForm { exam: screen.exam; lock: screen.lock; translator: screen.translator; theme: screen.sharedTheme } }
        Component { id: done; Done { exam: screen.exam; lock: screen.lock; drift: screen.drift; translator: screen.translator; theme: screen.sharedTheme } }
    }

    Loader {
        id: pinLoader
        Keys.forwardTo: [item]
        anchors.fill: content
        active: screen.locked && !screen.erased && !screen.restored && !screen.closed
        sourceComponent: PinScreen { lock: screen.lock; failedUpdate: screen.exam ? screen.exam.failedUpdate : []; purpose: screen.purpose; drift: screen.drift; translator: screen.translator; theme: screen.sharedTheme }
    }

    Loader {
        id: peopleLoader
        Keys.forwardTo: [item]
        anchors.fill: content
        active: screen.managing && !screen.closed
        sourceComponent: PeopleScreen { exam: screen.exam; lock: screen.lock; people: screen.people; translator: screen.translator; theme: screen.sharedTheme }
    }

    Loader {
        anchors.fill: content
        active: screen.asking && !screen.closed
        sourceComponent: PurposeScreen { exam: screen.exam; purpose: screen.purpose; translator: screen.translator; theme: screen.sharedTheme }
    }

    Loader {
        anchors.fill: content
        active: screen.showingValidation && !screen.closed
        sourceComponent: ValidationScreen { validation: screen.validation; live: screen.live; translator: screen.translator; theme: screen.sharedTheme }
    }

    Loader {
        anchors.fill: content
        active: screen.checking && !screen.closed
        sourceComponent: DriftScreen { exam: screen.exam; drift: screen.drift; translator: screen.translator; theme: screen.sharedTheme }
    }

    Loader {
        id: listLoader
        Keys.forwardTo: [item]
        anchors.fill: content
        active: screen.listing && !screen.closed
        sourceComponent: screen.stored && screen.stored.exam.clipIsOpen ? storedClip : screen.stored && screen.stored.exam.imageIsOpen ? storedImage : screen.stored && screen.stored.exam.isOpen ? storedExam : examList

        Component { id: examList; ExamList { stored: screen.stored; exporter: screen.exam.exportController; lock: screen.lock; translator: screen.translator; theme: screen.sharedTheme } }
        Component { id: storedExam; StoredExam { exam: screen.exam; stored: screen.stored; exporter: screen.exam.exportController; lock: screen.lock; translator: screen.translator; theme: screen.sharedTheme } }
        Component { id: storedClip; StoredClip { exam: screen.exam; stored: screen.stored; lock: screen.lock; translator: screen.translator; theme: screen.sharedTheme } }
        Component { id: storedImage; StoredImage { exam: screen.exam; stored: screen.stored; live: screen.live; lock: screen.lock; translator: screen.translator; theme: screen.sharedTheme } }
    }

    Loader {
        anchors.fill: content
        active: screen.playing && !screen.closed
        sourceComponent: storedClip
    }

    Loader {
        anchors.fill: content
        active: screen.measuring && !screen.closed
        sourceComponent: CaliperScreen { measuring: screen.exam.measuring; exam: screen.exam; theme: screen.sharedTheme }
    }

    Loader {
        anchors.fill: content
        active: screen.trending && !screen.closed
        sourceComponent: TrendScreen { trend: screen.exam.trends; names: screen.listing ? screen.stored.exam.protocol.names : screen.exam.protocol.names; lock: screen.lock; translator: screen.translator; theme: screen.sharedTheme }
    }

    Loader {
        id: settingsLoader
        Keys.forwardTo: [item]
        anchors.fill: content
        active: screen.setting && !screen.closed
        sourceComponent: SettingsScreen { settings: screen.settings; people: screen.people; purpose: screen.purpose; exam: screen.exam; live: screen.live; validation: screen.validation; translator: screen.translator; theme: screen.sharedTheme }
    }

    Loader {
        anchors.fill: content
        active: screen.erased && !screen.closed
        sourceComponent: DecommissionedScreen { settings: screen.settings; translator: screen.translator; theme: screen.sharedTheme }
    }

    Loader {
        anchors.fill: content
        active: screen.restored && !screen.closed
        sourceComponent: RestoredScreen { restore: screen.settings.restore; translator: screen.translator; theme: screen.sharedTheme }
    }

    TapGuard {
        id: tapGuard
        anchors.fill: content
        theme: theme
        change: screen.step + screen.locked + screen.managing + screen.asking + screen.checking + screen.showingValidation + screen.listing
                + screen.setting + screen.playing + screen.erased + screen.restored + screen.measuring + screen.trending
                + (screen.listing ? [screen.stored.exam.isOpen, screen.stored.exam.imageIsOpen, screen.stored.exam.clipIsOpen, screen.stored.exam.isComparing].join() : "")
    }

    Rectangle {
        id: notice
        objectName: "notice"
        width: parent.width
        height: words.height + theme.gap
        anchors.bottom: parent.bottom
        color: theme.raised

        Text {
            id: words
            anchors.centerIn: parent
            width: parent.width - theme.gap
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap // on a portrait screen: this text must not shrink
            font.pixelSize: theme.small
            color: theme.text
            textFormat: Text.StyledText
            text: "<font color='" + theme.warning + "'><b>" + qsTr("Research use only.") + "</b></font> "
                  + (screen.live.simulatedTraining ? qsTr("Trained on simulated images. Assists, never diagnoses.")
                                                   : qsTr("Assists, never diagnoses."))
        }
    }
}
